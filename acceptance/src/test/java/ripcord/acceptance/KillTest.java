package ripcord.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import ripcord.acceptance.history.Journal.Operation;
import ripcord.acceptance.history.Known.Progress;
import ripcord.acceptance.process.ServerProcess;

/// What a server acknowledged before `kill -9` is true after it.
@Tag("long")
@ResourceLock(Lanes.BUSY)
class KillTest {
    private static final int KILLS_EACH = 52;
    private static final long[] SEEDS = {20260101, 20260102};

    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLost() {
        try (KillCampaign first = campaign(0);
                KillCampaign second = campaign(1);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = CompletableFuture.supplyAsync(() -> first.run(KILLS_EACH), threads);
            var other = CompletableFuture.supplyAsync(() -> second.run(KILLS_EACH), threads);

            assertThat(one.join()).as("seed %d", SEEDS[0]).isEmpty();
            assertThat(other.join()).as("seed %d", SEEDS[1]).isEmpty();
            Stream.of(first, second).forEach(KillTest::assertThatItWasUnderLoad);
            System.out.printf(
                    "killed %d times; refreshes acknowledged: %d, ends: %d%n",
                    first.kills() + second.kills(),
                    first.lines(Operation.REFRESH) + second.lines(Operation.REFRESH),
                    first.lines(Operation.END) + second.lines(Operation.END));
        }
    }

    private KillCampaign campaign(int index) {
        try {
            return new KillCampaign(Files.createDirectory(folder.resolve("campaign-" + index)), SEEDS[index]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertThatItWasUnderLoad(KillCampaign campaign) {
        assertThat(campaign.kills()).isGreaterThanOrEqualTo(KILLS_EACH);
        assertThat(campaign.count(known -> known.created() == Progress.ACKNOWLEDGED))
                .isGreaterThan(KILLS_EACH);
        assertThat(campaign.count(known -> known.ended() == Progress.ACKNOWLEDGED))
                .isGreaterThan(KILLS_EACH / 2);
        assertThat(campaign.lines(Operation.REFRESH)).isGreaterThan(KILLS_EACH);
    }

    /// The store is put back to what it was before the last commits, as a store would that acknowledges too early.
    @Test
    void aStoreThatDropsItsLastCommitsIsCaught() throws IOException {
        try (ServerProcess server = ServerProcess.start(folder);
                KillClient client = new KillClient(server, folder.resolve("client"), 1)) {
            client.signInAs("default/kept");
            client.signInAs("default/ended");
            server.kill();
            StoreCopy.of(server.data(), folder.resolve("before"));
            server.launchAgain();
            server.awaitReady();
            client.end("default/ended");
            client.signInAs("default/lost");
            server.kill();
            StoreCopy.of(folder.resolve("before"), server.data());
            server.launchAgain();
            server.awaitReady();

            List<String> faults = client.examine(client.known().keySet(), KillClient.log(server));

            assertThat(faults).anyMatch(fault -> is(fault, "acknowledged end alive", "default/ended"));
            assertThat(faults).anyMatch(fault -> is(fault, "acknowledged entry lost", "default/ended"));
            assertThat(faults).anyMatch(fault -> is(fault, "acknowledged session lost", "default/lost"));
            assertThat(faults).noneMatch(fault -> fault.contains("default/kept"));
        }
    }

    private static boolean is(String fault, String what, String session) {
        return fault.startsWith(what) && fault.contains(session);
    }
}
