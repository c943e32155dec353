package ripcord.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.DataReader;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class UnchainedReaderTest {
    @Test
    void whoHoldsWhatWasReadHoldsNothingThatCameAfterIt() throws ReflectiveOperationException {
        var socket = new Socket();
        var reader = new UnchainedReader(DataReader.create(socket), socket);

        assertThat(heldFrom(field(UnchainedReader.class, "current"), reader, socket))
                .hasSize(1);
    }

    /// When this fails, the HTTP server does by itself what [UnchainedReader] is there for, which can go.
    @Test
    void whoHoldsWhatTheHttpServersOwnReaderHasReadHoldsAllThatCameAfterIt() throws ReflectiveOperationException {
        var socket = new Socket();
        var reader = DataReader.create(socket);

        assertThat(heldFrom(field(DataReader.class, "head"), reader, socket)).hasSize(9);
    }

    private static Field field(Class<?> of, String name) throws ReflectiveOperationException {
        var field = of.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /// Which of ten pieces that are read one after another are still reachable from where the reader has the first one,
    /// the last one aside, which it may have at hand.
    private static Collection<WeakReference<byte[]>> heldFrom(Field place, DataReader reader, Socket socket)
            throws IllegalAccessException {
        List<WeakReference<byte[]>> pieces = new ArrayList<>();
        Object old = null;
        for (int i = 0; i < 10; i++) {
            byte[] piece = {'p', (byte) ('0' + i)};
            pieces.add(new WeakReference<>(piece));
            socket.pieces.add(piece);
            assertThat(reader.readAsciiString(2)).isEqualTo("p" + i);
            if (old == null) {
                old = place.get(reader);
            }
        }
        try {
            System.gc();
            return pieces.subList(0, 9).stream()
                    .filter(piece -> piece.get() != null)
                    .toList();
        } finally {
            Reference.reachabilityFence(old);
        }
    }

    /// What a reader can be asked for: a text of what it said.
    private static final List<Question> QUESTIONS = List.of(
            (reader, _) -> Integer.toString(reader.available()),
            (reader, _) -> Byte.toString(reader.read()),
            (reader, _) -> Byte.toString(reader.lookup()),
            (reader, _) -> Boolean.toString(reader.startsWithNewLine()),
            (reader, _) -> Boolean.toString(reader.startsWith("a\r\n".getBytes(US_ASCII))),
            (reader, _) -> reader.readBuffer().readString(1),
            (reader, length) -> reader.readBuffer(length).readString(length),
            (reader, length) -> reader.getBuffer(length).readString(length),
            (reader, length) -> reader.readLazyString(US_ASCII, length).stripOws(),
            DataReader::readAsciiString,
            (reader, length) -> new String(reader.readBytes(length), US_ASCII),
            (reader, _) -> reader.readLine(),
            (reader, length) -> Integer.toString(reader.findOrNewLine((byte) 'b', length)),
            (reader, length) -> Integer.toString(reader.findNewLine(length)),
            (reader, _) -> said(reader, DataReader::pullData),
            (reader, _) -> said(reader, DataReader::ensureAvailable),
            (reader, length) -> said(reader, asked -> asked.skip(length)));

    private interface Question {
        String ask(DataReader reader, int length);
    }

    private static String said(DataReader reader, Consumer<DataReader> doing) {
        doing.accept(reader);
        return "";
    }

    @RepeatedTest(50)
    void whatIsReadIsWhatTheHttpServersOwnReaderReads(RepetitionInfo repetition) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(repetition.getCurrentRepetition());
        var plainSocket = new Socket();
        var socket = new Socket();
        for (int i = 0; i < 300; i++) {
            byte[] piece = piece(random);
            plainSocket.pieces.add(piece);
            socket.pieces.add(piece);
        }
        var plain = DataReader.create(plainSocket);
        var begun = DataReader.create(socket);
        if (random.nextBoolean()) {
            plain.ensureAvailable();
            begun.ensureAvailable();
        }
        var reader = new UnchainedReader(begun, socket);

        for (int i = 0; i < 400; i++) {
            var question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
            int length = random.nextInt(1, 12);

            assertThat(answer(question, reader, length)).isEqualTo(answer(question, plain, length));
        }
    }

    private static String answer(Question question, DataReader reader, int length) {
        try {
            return question.ask(reader, length);
        } catch (DataReader.InsufficientDataAvailableException | DataReader.IncorrectNewLineException e) {
            return e.toString();
        }
    }

    private static byte[] piece(RandomGenerator random) {
        var text = new StringBuilder();
        int length = random.nextInt(1, 8);
        while (text.length() < length) {
            text.append(
                    random.nextInt(4) == 0 ? "\r\n" : "ab\r".charAt(random.nextInt(random.nextInt(8) == 0 ? 3 : 2)));
        }
        return text.toString().getBytes(US_ASCII);
    }

    /// Gives out its pieces, then says that nothing comes any more.
    private static final class Socket implements Supplier<byte[]> {
        private final Queue<byte[]> pieces = new ArrayDeque<>();

        @Override
        public byte[] get() {
            return pieces.poll();
        }
    }
}
