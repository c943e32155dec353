package ripcord.server.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What a command reads besides its arguments: a file, or with `-` what is piped in.
final class InputFile {
    private static final int LONGEST = 64 * 1024;

    private InputFile() {}

    /// The text in it.
    ///
    /// @param named what the user calls it
    /// @throws Failure if it is not there, not text, or over 64 KiB
    static String read(World world, Path file, String named) {
        var shown = Plain.message(file.toString());
        try {
            var bytes = bytes(world, file);
            if (bytes.length > LONGEST) {
                throw Failure.usage(named + ": " + shown + " is too large (expected: at most 64 KiB)");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw Failure.usage(named + ": " + shown + " is not there (expected: a file, or - for standard input)");
        } catch (CharacterCodingException e) {
            throw Failure.usage(named + ": " + shown + " is no text (expected: UTF-8)");
        } catch (IOException e) {
            throw Failure.usage(named + ": " + shown + " cannot be read (expected: a file, or - for standard input)");
        }
    }

    private static byte[] bytes(World world, Path file) throws IOException {
        if (file.toString().equals("-")) {
            return world.terminal().in().readNBytes(LONGEST + 1);
        }
        try (var in = Files.newInputStream(world.folder().resolve(file))) {
            return in.readNBytes(LONGEST + 1);
        }
    }

    /// The JSON object in it.
    static Doc object(World world, Path file, String named) {
        return Doc.read(read(world, file, named))
                .filter(Doc::isObject)
                .orElseThrow(() -> Failure.usage(named + ": " + Plain.message(file.toString())
                        + " is no JSON object (expected: one, without a name given twice)"));
    }
}
