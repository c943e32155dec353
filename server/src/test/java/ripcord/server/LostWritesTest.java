package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;

/// A store that has lost its last commits, as after a failover to a replica that lacked them.
class LostWritesTest {
    @TempDir
    Path folder;

    private Config.DatabaseServer database;
    private LiveServer server;

    @BeforeEach
    void start() {
        var store = PostgresServer.store(folder);
        database = new Config.DatabaseServer(store.url(), store.user(), null);
        server = LiveServer.start(folder.resolve("one"), database);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private boolean isActive(String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", token))
                .send()
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private String logName() {
        try (var feed =
                server
                        .http()
                        .get("/feed?name=x&max_staleness_ms=2000&when_stale=reject")
                        .bearer(server.rootKey())
                        .stream()) {
            return feed.next("hello").data().get("log").stringValue();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// As if the end of a session had not reached the replica, whose clock is a minute behind besides.
    private void loseTheLastCommit() {
        PostgresServer.executeIn(
                folder,
                "begin; delete from revocation where seq = (select max(seq) from revocation);"
                        + " delete from change where seq = (select max(seq) from change);"
                        + " update revocation_head set seq = seq - 60000000; commit");
    }

    @Test
    void whatTheStoreLostAndTheServerStillHeldIsGivenBackUnderAnotherNameOfTheLog() throws Exception {
        var alice = server.signIn("default", "alice", "native");
        var bob = server.signIn("default", "bob", "native");
        var former = logName();
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + alice.session())
                .bearer(server.rootKey())
                .send()
                .expect(200);
        assertThat(isActive(alice.accessToken())).isFalse();
        var lost = new CountDownLatch(1);
        server.server().onLost(_ -> lost.countDown());

        loseTheLastCommit();

        assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
        server.close();
        server = LiveServer.start(folder.resolve("one"), database);
        assertThat(isActive(alice.accessToken())).isFalse();
        assertThat(isActive(bob.accessToken())).isTrue();
        assertThat(logName()).isNotEqualTo(former);
        PostgresServer.executeIn(
                folder,
                "do $$ begin if (select sum(entries) from loss) is distinct from 1"
                        + " then raise exception 'losses are not counted'; end if; end $$");
    }
}
