package ripcord.verifier.feed;

import java.nio.ByteBuffer;
import java.util.Locale;

/// Takes an answer over HTTP/1.1 apart as its bytes come: the status, then what its chunks hold (RFC 9112, section
/// 7.1).
/// Nothing is copied. Not thread-safe.
final class Chunks {
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final String RETRY_AFTER = "\r\nretry-after:";

    private final Sink sink;
    private final StringBuilder head = new StringBuilder();
    private In in = In.HEAD;
    private int left;

    /// Who is told.
    interface Sink {
        /// The answer has begun.
        ///
        /// @param retrySeconds that the server wishes, 0 if none
        /// @return whether the rest is wanted
        boolean status(int status, int retrySeconds);

        /// More of it has come.
        ///
        /// @param bytes of the content; valid until this returns
        /// @param last  whether a chunk ends with them
        void content(ByteBuffer bytes, boolean last);
    }

    private enum In {
        HEAD,
        SIZE,
        CONTENT,
        /// The line's end behind a chunk.
        AFTER,
        UNWANTED
    }

    Chunks(Sink sink) {
        this.sink = sink;
    }

    void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            switch (in) {
                case HEAD -> head((char) (bytes.get() & 0xff));
                case SIZE -> size(bytes.get());
                case CONTENT -> content(bytes);
                case AFTER -> after(bytes);
                case UNWANTED -> bytes.position(bytes.limit());
            }
        }
    }

    private void head(char c) {
        head.append(c);
        int length = head.length();
        if (length > LONGEST_HEAD) {
            throw new FeedException("head: more than " + LONGEST_HEAD + " bytes");
        }
        if (c == '\n' && length > 3 && head.charAt(length - 3) == '\n') {
            String text = head.toString();
            head.setLength(0);
            left = 0;
            int status = Integer.parseInt(text, 9, 12, 10);
            in = sink.status(status, retryAfter(text.toLowerCase(Locale.ROOT))) ? In.SIZE : In.UNWANTED;
        }
    }

    private static int retryAfter(String text) {
        int at = text.indexOf(RETRY_AFTER);
        return at < 0
                ? 0
                : Integer.parseInt(text.substring(at + RETRY_AFTER.length(), text.indexOf('\r', at + 2))
                        .strip());
    }

    private void size(byte b) {
        if (b == '\n') {
            in = In.CONTENT;
        } else if (b != '\r') {
            left = left * 16 + Character.digit(b, 16);
        }
    }

    private void content(ByteBuffer bytes) {
        int whole = bytes.limit();
        int take = Math.min(left, bytes.remaining());
        bytes.limit(bytes.position() + take);
        left -= take;
        if (left == 0) {
            in = In.AFTER;
        }
        sink.content(bytes, left == 0);
        bytes.position(bytes.limit());
        bytes.limit(whole);
    }

    private void after(ByteBuffer bytes) {
        if (bytes.get() == '\n') {
            in = In.SIZE;
        }
    }
}
