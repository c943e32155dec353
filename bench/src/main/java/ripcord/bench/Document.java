package ripcord.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A document of measurements: each section lies between two markers, and is replaced as a whole by who measured it.
public final class Document {
    private static final String HEAD = """
            # Measurements

            Each section is written by the command that measured it; what stands between its markers is replaced the next time.
            Figures are reported and never asserted, and compare within a section only.
            """;

    private Document() {}

    /// Puts the text in place of what the section holds, or behind all others if it is new.
    ///
    /// @param text in Markdown, without the heading
    public static void replace(Path file, String section, String text) throws IOException {
        String begin = "<!-- " + section + ": begin -->\n";
        String end = "<!-- " + section + ": end -->\n";
        String whole = begin + "## " + section + "\n\n" + text.strip() + "\n" + end;
        String old = read(file);
        int from = old.indexOf(begin);
        int to = old.indexOf(end);
        boolean known = from >= 0 && to > from;
        Files.writeString(
                file, known ? old.substring(0, from) + whole + old.substring(to + end.length()) : old + "\n" + whole);
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return HEAD;
        }
    }
}
