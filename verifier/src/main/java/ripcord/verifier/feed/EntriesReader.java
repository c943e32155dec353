package ripcord.verifier.feed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonLimits;

/**
 * Reads {@code {"seq": …, "entries": […]}} while it arrives: a snapshot of a million entries needs no memory but for the
 * entry at hand. Cuts the text into members and entries; each of these the strict parser reads.
 */
final class EntriesReader {
    private static final int LARGEST_VALUE = 2048;
    private static final JsonLimits LIMITS = new JsonLimits(LARGEST_VALUE, 4, 32, 64);

    private final SseStream data;
    private final Consumer<Entry> sink;
    private final ByteArrayOutputStream others = new ByteArrayOutputStream();
    private final byte[] text = new byte[LARGEST_VALUE];
    private int length;
    private int next;
    private boolean seen;

    private EntriesReader(SseStream data, Consumer<Entry> sink) {
        this.data = data;
        this.sink = sink;
    }

    /**
     * Reads an event's data to the end.
     *
     * @param sink gets the entries as they come, also when the data turns out to be malformed after them
     * @return the event's own {@code seq}
     */
    static long read(SseStream data, Consumer<Entry> sink) throws IOException {
        return new EntriesReader(data, sink).read();
    }

    private long read() throws IOException {
        advance();
        members();
        if (space() != SseStream.END) {
            throw broken("the end");
        }
        if (!seen) {
            throw new FeedException("entries: missing (expected: array)");
        }
        return FeedData.seq(Json.object(others.toByteArray(), LIMITS));
    }

    private void members() throws IOException {
        expect('{');
        others.write('{');
        do {
            member();
        } while (more('}'));
        others.write('}');
    }

    private void member() throws IOException {
        space();
        byte[] name = value();
        space();
        expect(':');
        space();
        if (new String(name, StandardCharsets.UTF_8).equals("\"entries\"")) {
            if (seen) {
                throw new FeedException("entries: there twice");
            }
            seen = true;
            entries();
        } else {
            keep(name, value());
        }
    }

    private void keep(byte[] name, byte[] value) {
        if (others.size() > 1) {
            others.write(',');
        }
        others.writeBytes(name);
        others.write(':');
        others.writeBytes(value);
        if (others.size() > LARGEST_VALUE) {
            throw new FeedException("entries: too many other members");
        }
    }

    private void entries() throws IOException {
        expect('[');
        if (space() == ']') {
            advance();
            return;
        }
        do {
            entry();
        } while (more(']'));
    }

    private void entry() throws IOException {
        if (space() != '{') {
            throw broken("an object");
        }
        sink.accept(FeedData.entry(Json.object(value(), LIMITS)));
    }

    private boolean more(char close) throws IOException {
        if (space() == close) {
            advance();
            return false;
        }
        expect(',');
        return true;
    }

    /** Copies one value, whose inside is not looked at but for where it ends. */
    private byte[] value() throws IOException {
        length = 0;
        int depth = 0;
        do {
            switch (next) {
                case '"' -> string();
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case SseStream.END -> throw broken("a value");
                default -> {}
            }
            copy();
        } while (depth > 0 || !endsValue());
        return Arrays.copyOf(text, length);
    }

    private boolean endsValue() {
        return next == ',' || next == ':' || next == '}' || next == ']' || isSpace(next) || next == SseStream.END;
    }

    /** Copies a string but for its closing quote. */
    private void string() throws IOException {
        copy();
        while (next != '"') {
            if (next == '\\') {
                copy();
            }
            copy();
        }
    }

    private void copy() throws IOException {
        if (next == SseStream.END) {
            throw broken("more");
        }
        if (length == text.length) {
            throw new FeedException("entries: a value of more than " + text.length + " bytes");
        }
        text[length++] = (byte) next;
        advance();
    }

    private void expect(char c) throws IOException {
        if (next != c) {
            throw broken("'" + c + "'");
        }
        advance();
    }

    private int space() throws IOException {
        while (isSpace(next)) {
            advance();
        }
        return next;
    }

    private static boolean isSpace(int b) {
        return b == ' ' || b == '\n' || b == '\t';
    }

    private void advance() throws IOException {
        next = data.read();
    }

    private static FeedException broken(String expected) {
        return new FeedException("entries: not JSON (expected: " + expected + ")");
    }
}
