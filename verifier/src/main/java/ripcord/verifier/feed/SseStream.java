package ripcord.verifier.feed;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Server-sent events, read strictly: the data of an event is read as it arrives and never held as a whole.
 *
 * <p>Stricter than the standard, because only one server speaks here: lines end with LF or CRLF, an event names itself
 * before its data, and other fields than {@code event}, {@code id}, {@code retry} and {@code data} are garbage.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
final class SseStream {
    static final int END = -1;
    private static final int LONGEST_FIELD = 16;
    private static final int LONGEST_LINE = 4096;
    private static final String COMMENT = ":";

    private final InputStream in;
    private final Runnable received;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] line = new byte[LONGEST_LINE];
    private int at;
    private int limit;
    private String name = "";
    private boolean inData;

    /** @param received told whenever bytes have come in */
    SseStream(InputStream in, Runnable received) {
        this.in = in;
        this.received = received;
    }

    /**
     * Goes to the beginning of the next event's data.
     *
     * @return false if the stream ended between two lines
     */
    boolean next() throws IOException {
        name = "";
        while (peek() != END) {
            switch (field()) {
                case "data" -> {
                    inData = true;
                    return true;
                }
                case "event" -> name = line();
                case "" -> {
                    line();
                    name = "";
                }
                case COMMENT, "id", "retry" -> line();
                default -> throw new FeedException("event stream: unknown field");
            }
        }
        return false;
    }

    /** What the event whose data is being read calls itself; empty if it does not. */
    String name() {
        return name;
    }

    /** The next byte of the data, or {@link #END}. Several data lines are one, with a line feed between. */
    int read() throws IOException {
        if (!inData) {
            return END;
        }
        int b = take();
        if (b == '\r') {
            requireLineFeed();
            b = '\n';
        }
        if (b != '\n') {
            return b;
        }
        inData = peek() == 'd';
        if (!inData) {
            return END;
        }
        requireMoreData();
        return '\n';
    }

    /** Reads what belongs to the event after its data, which must have been read to its end. */
    void finish() throws IOException {
        if (inData) {
            throw new FeedException("event stream: more data than expected");
        }
        for (String field = field(); !field.isEmpty(); field = field()) {
            if (!field.equals(COMMENT) && !field.equals("id") && !field.equals("retry")) {
                throw new FeedException("event stream: a field after the data");
            }
            line();
        }
        line();
    }

    private void requireMoreData() throws IOException {
        if (!field().equals("data")) {
            throw new FeedException("event stream: a field after the data");
        }
    }

    /** Reads the next line's name, colon and one space; {@link #COMMENT} for a comment, empty for an empty line. */
    private String field() throws IOException {
        int length = 0;
        for (int b = peek(); b != ':' && b != '\n' && b != '\r'; b = peek()) {
            if (b != END && (b < 'a' || b > 'z' || length == LONGEST_FIELD)) {
                throw new FeedException("event stream: not a field");
            }
            line[length++] = (byte) take();
        }
        if (peek() != ':') {
            if (length > 0) {
                throw new FeedException("event stream: a field without a value");
            }
            return "";
        }
        take();
        if (peek() == ' ') {
            take();
        }
        return length == 0 ? COMMENT : new String(line, 0, length, StandardCharsets.US_ASCII);
    }

    private String line() throws IOException {
        int length = 0;
        for (int b = take(); b != '\n'; b = take()) {
            if (b == '\r') {
                requireLineFeed();
                break;
            }
            if (length == line.length) {
                throw new FeedException("event stream: a line of more than " + line.length + " bytes");
            }
            line[length++] = (byte) b;
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private void requireLineFeed() throws IOException {
        if (take() != '\n') {
            throw new FeedException("event stream: a carriage return alone");
        }
    }

    private int take() throws IOException {
        int b = peek();
        if (b == END) {
            throw new EOFException("the stream ended within an event");
        }
        at++;
        return b;
    }

    private int peek() throws IOException {
        return at < limit || fill() ? buffer[at] & 0xff : END;
    }

    private boolean fill() throws IOException {
        int count = in.read(buffer);
        if (count <= 0) {
            return false;
        }
        at = 0;
        limit = count;
        received.run();
        return true;
    }
}
