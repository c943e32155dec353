package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/// SQLite's log stays short, whoever reads.
@Timeout(30)
class CheckpointsTest {
    private static final Checkpoints.Lengths SHORT = new Checkpoints.Lengths(100, 300, 1_000, Duration.ofMillis(200));
    /// What may be written between two looks of the thread, far more than it is.
    private static final long SLACK = 3_500;

    @TempDir
    Path folder;

    private Sql writer;
    private Sql onlooker;
    private Checkpoints checkpoints;

    @BeforeEach
    void open() {
        writer = Sql.open(source());
        writer.update("create table kept (n integer primary key, filling blob)");
        onlooker = Sql.open(source());
        checkpoints = Checkpoints.start(() -> Sql.open(source()), SHORT);
    }

    @AfterEach
    void close() {
        checkpoints.close();
        onlooker.close();
        writer.close();
    }

    private SQLiteDataSource source() {
        return SqliteEngine.source(folder.resolve("some.db"));
    }

    /// Twenty pages or so, and not more of them than the thread can look at.
    private void keepOne() {
        pause(2);
        checkpoints.finish(writer);
        writer.update("insert into kept (filling) values (zeroblob(80000))");
    }

    private long keptBy(Sql reader) {
        return reader.number("select count(*) from kept");
    }

    @Test
    void theLogBeginsAgainOnceItIsLongEnough() throws IOException {
        for (int i = 0; i < 400; i++) {
            keepOne();
        }

        assertThat(longest()).isLessThan(SLACK);
        assertThat(keptBy(onlooker)).isEqualTo(400);
    }

    @Test
    void whoReadsAllTheTimeDoesNotMakeTheLogGrowWithoutEnd() throws Exception {
        var over = new AtomicBoolean();
        try (var readers = Executors.newFixedThreadPool(3)) {
            for (int i = 0; i < 3; i++) {
                readers.execute(() -> readUntil(over));
            }
            for (int i = 0; i < 600; i++) {
                keepOne();
            }
            over.set(true);
            readers.shutdown();
            assertThat(readers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(longest()).isLessThan(SLACK);
        assertThat(keptBy(onlooker)).isEqualTo(600);
    }

    /// One snapshot after the other, so that with two of them there is hardly a moment without.
    private void readUntil(AtomicBoolean over) {
        var reader = Sql.open(source());
        while (!over.get()) {
            reader.update("begin");
            long before = keptBy(reader);
            pause(20);
            assertThat(keptBy(reader)).isEqualTo(before);
            reader.update("commit");
        }
        reader.close();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoReadsForLongHoldsUpNoWriterForLongAndSeesOneSnapshot() throws InterruptedException {
        keepOne();
        onlooker.update("begin");
        long before = keptBy(onlooker);
        long slowest = 0;

        for (int i = 0; i < 150; i++) {
            long begun = System.nanoTime();
            keepOne();
            slowest = Math.max(slowest, System.nanoTime() - begun);
        }
        long after = keptBy(onlooker);
        onlooker.update("commit");
        long held = Checkpoints.length(onlooker);

        assertThat(held).isGreaterThan(SHORT.tooMuch());
        assertThat(after).isEqualTo(before);
        assertThat(slowest).isLessThan(TimeUnit.SECONDS.toNanos(2));
        // And once the reader is gone, the log begins again.
        while (Checkpoints.length(onlooker) >= held) {
            keepOne();
            Thread.sleep(1);
        }
        assertThat(Checkpoints.length(onlooker)).isLessThan(SHORT.tooMuch());
    }

    @Test
    void afterwardsTheWriterWaitsAsLongAsItDidBefore() throws Exception {
        long usual = writer.number("pragma busy_timeout");
        onlooker.update("begin");
        var before = keptBy(onlooker);
        for (int i = 0; i < 150; i++) {
            keepOne();
        }
        onlooker.update("commit");

        assertThat(before).isZero();
        assertThat(writer.number("pragma busy_timeout")).isEqualTo(usual);
    }

    /// In pages: the file does not get shorter when the log begins again.
    private long longest() throws IOException {
        return Files.size(folder.resolve("some.db-wal")) / 4096;
    }
}
