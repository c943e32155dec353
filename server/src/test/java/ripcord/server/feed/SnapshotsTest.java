package ripcord.server.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.feed.FeedFixture.TENANT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    private static final int LARGEST_PIECE = 1 << 16;
    private static final FeedScope SCOPE = new FeedScope.One(TENANT);

    @TempDir
    Path folder;

    private FeedFixture feed;

    @BeforeEach
    void open() {
        feed = FeedFixture.open(folder);
    }

    @AfterEach
    void close() {
        feed.close();
    }

    /// What is written, and how much of it at once at most.
    private static final class Pieces extends ByteArrayOutputStream {
        private int largest;

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            largest = Math.max(largest, length);
            super.write(bytes, from, length);
        }
    }

    @Test
    void aLargeOneIsWrittenInPiecesAndWhole() throws IOException {
        long last = feed.revoke(
                TENANT, IntStream.range(0, 1_000).mapToObj(i -> "user" + i).toArray(String[]::new));
        var snapshots = new Snapshots(feed.store.log, new Frames(), new Monotonic(System::nanoTime));
        var terms = FeedStreams.demands(feed.store.tenants, feed.store.policies).terms(SCOPE);
        var pieces = new Pieces();

        var snapshot = snapshots.of(SCOPE, terms);
        snapshot.write(pieces);

        var text = pieces.toString(UTF_8);
        assertThat(snapshot.position()).isEqualTo(last);
        assertThat(pieces.largest).isEqualTo(LARGEST_PIECE);
        assertThat(text).startsWith("event: snapshot\nid: ").endsWith("\"}]}\n\n");
        assertThat(text.split("\"target_type\":\"subject\"", -1)).hasSize(1_001);
        assertThat(text.split("},\\{", -1)).hasSize(1_000);
    }
}
