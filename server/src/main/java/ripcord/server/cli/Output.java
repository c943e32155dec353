package ripcord.server.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/// Standard output, with what became of it: a pipe that nobody reads any more is no error, a full disk is one.
final class Output extends OutputStream {
    private final OutputStream target;
    private volatile Fate fate = Fate.OPEN;
    private volatile String why = "";

    private enum Fate {
        OPEN,
        CLOSED,
        FAILED
    }

    Output(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            target.write(bytes, from, length);
        } catch (IOException e) {
            noteAndThrow(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            target.flush();
        } catch (IOException e) {
            noteAndThrow(e);
        }
    }

    private void noteAndThrow(IOException e) throws IOException {
        why = String.valueOf(e.getMessage());
        fate = why.toLowerCase(Locale.ROOT).contains("pipe") ? Fate.CLOSED : Fate.FAILED;
        throw e;
    }

    /// Whether whoever read it has gone.
    boolean isClosed() {
        return fate == Fate.CLOSED;
    }

    /// Why what was printed did not arrive, if somebody should know.
    Optional<String> failure() {
        return fate == Fate.FAILED ? Optional.of(why) : Optional.empty();
    }
}
