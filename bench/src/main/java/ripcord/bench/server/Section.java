package ripcord.bench.server;

import java.io.IOException;
import java.util.Locale;
import ripcord.bench.Document;
import ripcord.bench.Machine;

/// A section of the document of measurements, line by line.
final class Section {
    private final String name;
    private final StringBuilder out = new StringBuilder();
    private final int head;

    /// @param name as it stands in the document, without what all sections of the server begin with
    Section(String name, Machine machine) {
        this.name = "Server: " + name;
        line(
                "By `./dev/bench server`: the server has one processor (`taskset`), the driver the other one. %s.",
                machine);
        line("");
        this.head = out.length();
    }

    @SuppressWarnings("AnnotateFormatMethod") // called in this package only, with constants
    void line(String format, Object... values) {
        var text = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
        out.append(text).append('\n');
        System.out.println(text);
    }

    /// Forgets all but how it begins.
    void clear() {
        out.setLength(head);
    }

    /// Replaces the section of that name.
    void write() throws IOException {
        var file = Ripcord.root().resolve("docs").resolve("benchmarks.md");
        Document.replace(file, name, out.toString());
        System.err.println("written to " + file + ": " + name);
    }
}
