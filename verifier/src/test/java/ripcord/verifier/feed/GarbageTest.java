package ripcord.verifier.feed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams that were good until something happened to them. */
final class GarbageTest {
    private static final int TRIES = 5_000;
    private static final String TELLING = "0\"{}[],:\n\r\\\u007f9-e.";

    private static final byte[] GOOD = Said.events(
                    "hello " + Said.hello(1, Said.LOG, 1000),
                    "keys " + Said.keys("kid-1", "active"),
                    "snapshot " + Said.entries(20, 11, 12, 20),
                    "heartbeat " + Said.heartbeat(20, 1000.5),
                    "confirm " + Said.confirm("confirmation-001", 21),
                    "entries " + Said.event(22, Said.session(21), Said.entry(22, TargetType.TENANT, "", "invalidate")),
                    "heartbeat " + Said.heartbeat(22, 1500.25),
                    "tomorrow {\"unknown\":[1,2]}",
                    "bye {\"retry_ms\":100}")
            .getBytes(StandardCharsets.UTF_8);

    @Test
    void aGoodStreamThatWasTamperedWithIsReadOrRefused() {
        for (int seed = 0; seed < TRIES; seed++) {
            var random = new Random(seed);
            byte[] bytes = GOOD.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes = tamper(bytes, random);
            }
            try {
                new FeedFuzz().feed(bytes);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void aStreamThatBreaksOffAnywhereIsReadUpToThere() {
        for (int length = 0; length <= GOOD.length; length++) {
            new FeedFuzz().feed(Arrays.copyOf(GOOD, length));
        }
    }

    private static byte[] tamper(byte[] bytes, Random random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 4 : 200));
        return switch (random.nextInt(5)) {
            case 0 -> joined(Arrays.copyOf(bytes, from), tail(bytes, to));
            case 1 -> joined(Arrays.copyOf(bytes, to), tail(bytes, from));
            case 2 -> joined(tail(bytes, from), Arrays.copyOf(bytes, from));
            case 3 -> changed(bytes, from, (byte) TELLING.charAt(random.nextInt(TELLING.length())));
            default -> changed(bytes, from, (byte) random.nextInt(256));
        };
    }

    private static byte[] changed(byte[] bytes, int at, byte b) {
        byte[] changed = bytes.clone();
        changed[at] = b;
        return changed;
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
