package ripcord.server.cli;

import java.time.Duration;
import java.util.Locale;

/// How far something long is: one line on a terminal, written over and over and gone in the end. Nothing elsewhere.
public final class Bar implements AutoCloseable {
    private static final String CLEAR = "\r\u001b[K";
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration SURE = Duration.ofSeconds(2);
    private static final int USUAL_COLUMNS = 80;
    private static final int WIDEST = 30;

    private final World world;
    private String doing = "";
    private long began;
    private long doneBefore;
    private long shownAt;
    private boolean shown;

    /// One for whoever is at the terminal, if anybody is.
    public Bar(World world) {
        this.world = world;
    }

    /// Says how far it is, ten times a second at most.
    ///
    /// @param what is done now, in a word; another word begins anew
    /// @param of   what `done` and `total` count
    public void show(String what, long done, long total, String of) {
        if (!world.terminal().people().err()) {
            return;
        }
        long now = world.nanos().getAsLong();
        if (!what.equals(doing)) {
            doing = what;
            began = now;
            doneBefore = done;
        } else if (now - shownAt < PAUSE.toNanos() && done < total) {
            return;
        }
        shownAt = now;
        print(line(done, total, of, Duration.ofNanos(now - began)));
    }

    private String line(long done, long total, String of, Duration elapsed) {
        var numbers = String.format(Locale.ROOT, "%,d of %,d %s%s", done, total, of, left(done, total, elapsed));
        int columns = world.terminal().people().columns();
        int room = (columns == 0 ? USUAL_COLUMNS : columns) - doing.length() - numbers.length() - 13;
        int width = Math.clamp(room, 0, WIDEST);
        double part = total == 0 ? 1 : (double) Math.min(done, total) / total;
        int full = (int) (part * width);
        var bar = width < 5 ? "" : " [" + "#".repeat(full) + ".".repeat(width - full) + "]";
        return doing + bar + " " + (int) (part * 100) + " %  " + numbers;
    }

    private String left(long done, long total, Duration elapsed) {
        long here = done - doneBefore;
        if (elapsed.compareTo(SURE) < 0 || here <= 0) {
            return "";
        }
        return ", " + Math.round((double) (total - done) * elapsed.toMillis() / here / 1000) + " s left";
    }

    private void print(String line) {
        world.terminal().err().print(CLEAR + line);
        world.terminal().err().flush();
        shown = true;
    }

    @Override
    public void close() {
        if (shown) {
            world.terminal().err().print(CLEAR);
            world.terminal().err().flush();
        }
    }
}
