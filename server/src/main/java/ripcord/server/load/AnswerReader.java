package ripcord.server.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Answers as they stand behind each other on a connection: RFC 9112, as far as it concerns whoever asks with GET, POST
/// and DELETE. Not thread-safe.
final class AnswerReader {
    private static final int BUFFER = 16 * 1024;
    private static final int LONGEST_BODY = 4 * 1024 * 1024;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int SWITCHING = 101;
    private static final int FINAL = 200;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] [1-5]\\d\\d.*");

    private final Buffer in;
    private final byte[] line = new byte[BUFFER];
    private boolean last;

    AnswerReader(InputStream in) {
        this.in = new Buffer(in);
    }

    /// Knows what it has read and not given away.
    private static final class Buffer extends BufferedInputStream {
        private Buffer(InputStream in) {
            super(in, BUFFER);
        }

        private boolean isEmpty() {
            return pos >= count;
        }

        /// As [#read()], without a lock for each byte.
        private int next() throws IOException {
            return pos < count ? buf[pos++] & 0xff : read();
        }
    }

    /// What the headers say about the body.
    ///
    /// @param length negative if unknown
    private record Head(int length, boolean coded, boolean chunked, boolean closes) {}

    /// The next one; those that only say that one will come are skipped (RFC 9110 section 15.2).
    Answer next() throws IOException {
        while (true) {
            var first = readLine();
            int status = status(first);
            var head = head();
            if (status >= FINAL) {
                boolean ends = !isDelimited(status, head);
                last = head.closes || ends || first.startsWith("HTTP/1.0");
                return new Answer(status, body(status, head));
            }
            if (status == SWITCHING) {
                throw new IOException("the server switched to another protocol");
            }
        }
    }

    /// Whether the server ends the connection after the answer that came last.
    boolean isLast() {
        return last;
    }

    /// Whether something came behind the last answer.
    boolean isMoreThere() {
        return !in.isEmpty();
    }

    private static boolean isBodiless(int status) {
        return status == NO_CONTENT || status == NOT_MODIFIED;
    }

    /// Whether it says where it ends (RFC 9112 section 6.3).
    private static boolean isDelimited(int status, Head head) {
        return isBodiless(status) || head.chunked || (head.length >= 0 && !head.coded);
    }

    private static int status(String line) throws IOException {
        if (!STATUS.matcher(line).matches()) {
            throw new IOException("what answers does not speak HTTP/1.1");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Head head() throws IOException {
        int length = -1;
        boolean coded = false;
        boolean chunked = false;
        boolean closes = false;
        for (int end = line(); end > 0; end = line()) {
            if (!mayMatter(line[0])) {
                continue;
            }
            var header = new String(line, 0, end, StandardCharsets.ISO_8859_1);
            if (is(header, "content-length:")) {
                length = same(length, length(value(header, "content-length:"), 10));
            } else if (is(header, "transfer-encoding:")) {
                coded = true;
                chunked = "chunked".equals(tokens(header, "transfer-encoding:").getLast());
            } else if (is(header, "connection:")) {
                closes |= tokens(header, "connection:").contains("close");
            }
        }
        return new Head(length, coded, chunked, closes || (coded && length >= 0));
    }

    /// Most headers are of no interest, and the first letter shows it.
    private static boolean mayMatter(byte first) {
        return first == 'C' || first == 'c' || first == 'T' || first == 't';
    }

    private static int same(int before, int length) throws IOException {
        if (before >= 0 && before != length) {
            throw new IOException("an answer with two lengths");
        }
        return length;
    }

    private static boolean is(String header, String name) {
        return header.regionMatches(true, 0, name, 0, name.length());
    }

    private static String value(String header, String name) {
        return header.substring(name.length()).strip();
    }

    private static List<String> tokens(String header, String name) {
        return Arrays.stream(value(header, name).toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .toList();
    }

    private static int length(String text, int radix) throws IOException {
        try {
            int length = Integer.parseUnsignedInt(text, radix);
            if (length >= 0 && length <= LONGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("an answer without a length", e);
        }
        throw tooLong();
    }

    private byte[] body(int status, Head head) throws IOException {
        if (isBodiless(status)) {
            return new byte[0];
        }
        if (head.chunked) {
            return chunks();
        }
        return isDelimited(status, head) ? bytes(head.length) : rest();
    }

    private byte[] rest() throws IOException {
        byte[] rest = in.readNBytes(LONGEST_BODY + 1);
        if (rest.length > LONGEST_BODY) {
            throw tooLong();
        }
        return rest;
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw closed();
        }
        return bytes;
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int length = chunk(); length > 0; length = chunk()) {
            body.writeBytes(bytes(length));
            if (!readLine().isEmpty()) {
                throw new IOException("a chunk longer than it says");
            }
            if (body.size() > LONGEST_BODY) {
                throw tooLong();
            }
        }
        while (!readLine().isEmpty()) {
            // Trailers say nothing that is measured.
        }
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        var size = readLine();
        int extension = size.indexOf(';');
        return length((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
    }

    private String readLine() throws IOException {
        return new String(line, 0, line(), StandardCharsets.ISO_8859_1);
    }

    /// Reads a line.
    ///
    /// @return its length
    private int line() throws IOException {
        int length = 0;
        for (int b = in.next(); b != '\n'; b = in.next()) {
            if (b < 0) {
                throw closed();
            }
            if (length == line.length) {
                throw new IOException("a header longer than " + line.length + " bytes");
            }
            line[length++] = (byte) b;
        }
        boolean returned = length > 0 && line[length - 1] == '\r';
        return returned ? length - 1 : length;
    }

    private static IOException tooLong() {
        return new IOException("an answer longer than " + LONGEST_BODY + " bytes");
    }

    private static EOFException closed() {
        return new EOFException("the connection was closed without an answer");
    }
}
