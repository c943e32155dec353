package ripcord.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/// What the whole process printed while a story was told, with its log at the level that says most. Takes the process's
/// own streams meanwhile: tests that use it are alone.
record Overheard(String printed) {
    /// What happens meanwhile.
    @FunctionalInterface
    interface Story {
        void tell() throws IOException;
    }

    static Overheard during(Story story) throws IOException {
        var printed = new ByteArrayOutputStream();
        var out = System.out;
        var err = System.err;
        var log = (Logger) LoggerFactory.getLogger("ripcord");
        var level = log.getLevel();
        var both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try {
            System.setOut(both);
            System.setErr(both);
            log.setLevel(Level.TRACE);
            story.tell();
        } finally {
            log.setLevel(level);
            System.setOut(out);
            System.setErr(err);
        }
        return new Overheard(printed.toString(StandardCharsets.UTF_8));
    }
}
