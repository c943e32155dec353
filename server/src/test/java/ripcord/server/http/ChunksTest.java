package ripcord.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksTest {
    private final List<String> sent = new ArrayList<>();
    private final Chunks chunks = new Chunks(new Written(sent));

    /// What is written at a time.
    private static class Written implements DataWriter {
        private final List<String> pieces;

        private Written(List<String> pieces) {
            this.pieces = pieces;
        }

        @Override
        public void write(BufferData... buffers) {
            writeNow(BufferData.create(buffers));
        }

        @Override
        public void write(BufferData buffer) {
            writeNow(buffer);
        }

        @Override
        public void writeNow(BufferData... buffers) {
            writeNow(BufferData.create(buffers));
        }

        @Override
        public void writeNow(BufferData buffer) {
            pieces.add(new String(buffer.readBytes(), US_ASCII));
        }
    }

    @Test
    void eachWriteIsAChunkAndTheHeadGoesWithTheFirst() throws IOException {
        chunks.begin("head\r\n\r\n".getBytes(US_ASCII));
        chunks.write("0123456789".getBytes(US_ASCII));
        chunks.write("..abc..".getBytes(US_ASCII), 2, 3);
        chunks.write('d');
        chunks.close();

        assertThat(sent).containsExactly("head\r\n\r\na\r\n0123456789\r\n", "3\r\nabc\r\n", "1\r\nd\r\n", "0\r\n\r\n");
    }

    @Test
    void nothingIsNoChunkSinceThatWouldBeTheLastOne() throws IOException {
        chunks.write(new byte[0]);
        chunks.flush();

        assertThat(sent).isEmpty();
    }

    @Test
    void whatIsLongIsSentBehindItsLength() throws IOException {
        var text = "x".repeat(100_000);

        chunks.begin("head\r\n\r\n".getBytes(US_ASCII));
        chunks.write(text.getBytes(US_ASCII));

        assertThat(sent).containsExactly("head\r\n\r\n186a0\r\n", text, "\r\n");
    }

    @Test
    void aBrokenConnectionIsAnExceptionOfWritingAndNothingElse() {
        var broken = new Chunks(new Written(sent) {
            @Override
            public void writeNow(BufferData buffer) {
                throw new UncheckedIOException(new SocketException("broken pipe"));
            }
        });

        assertThatThrownBy(() -> broken.write('x')).isInstanceOf(IOException.class);
    }
}
