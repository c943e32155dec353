package ripcord.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.DateTime;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// A body of unknown length over HTTP/1.1, a chunk for each write, sent at once. For one thread.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-7.1">RFC 9112 §7.1</a>
final class Chunks extends OutputStream {
    /// What is longer is not copied behind its length, but sent after it.
    private static final int MOST_COPIED = 4096;

    private static final byte[] STATUS = "HTTP/1.1 200 OK\r\n".getBytes(US_ASCII);
    private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);
    private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

    private final DataWriter connection;
    private byte[] before = {};

    Chunks(DataWriter connection) {
        this.connection = connection;
    }

    /// What goes before the first chunk: 200 with the headers of `response`, the last one on its connection.
    static byte[] head(ServerResponse response) {
        response.header(HeaderValues.create(HeaderNames.DATE, DateTime.rfc1123String()));
        response.header(HeaderValues.TRANSFER_ENCODING_CHUNKED);
        response.header(HeaderValues.CONNECTION_CLOSE);
        var head = BufferData.growing(512);
        head.write(STATUS);
        response.headers().forEach(header -> header.writeHttp1Header(head));
        head.write(LINE_END);
        return head.readBytes();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            // A chunk of nothing would be the last one.
            return;
        }
        var size = (Integer.toHexString(length) + "\r\n").getBytes(US_ASCII);
        if (length > MOST_COPIED) {
            send(BufferData.create(size));
            send(BufferData.create(bytes, from, length));
            send(BufferData.create(LINE_END));
            return;
        }
        var chunk = BufferData.create(size.length + length + LINE_END.length);
        chunk.write(size);
        chunk.write(bytes, from, length);
        chunk.write(LINE_END);
        send(chunk);
    }

    @Override
    public void close() throws IOException {
        send(BufferData.create(LAST));
    }

    /// Has the head go before the first chunk, in one piece with it.
    void begin(byte[] head) {
        before = head.clone();
    }

    private void send(BufferData bytes) throws IOException {
        try {
            connection.writeNow(before.length == 0 ? bytes : begun(bytes));
        } catch (UncheckedIOException | SocketWriterException e) {
            throw new IOException("client takes nothing more", e);
        }
    }

    private BufferData begun(BufferData bytes) {
        var all = BufferData.create(before.length + bytes.available());
        all.write(before);
        all.write(bytes);
        before = new byte[0];
        return all;
    }
}
