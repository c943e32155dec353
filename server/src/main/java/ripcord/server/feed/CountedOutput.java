package ripcord.server.feed;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntConsumer;

/// Tells how much goes through.
final class CountedOutput extends FilterOutputStream {
    private final IntConsumer told;

    CountedOutput(OutputStream out, IntConsumer told) {
        super(out);
        this.told = told;
    }

    @Override
    public void write(int one) throws IOException {
        out.write(one);
        told.accept(1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        told.accept(length);
    }

    /// Does not flush before, as others do: who has told all has flushed it.
    @Override
    public void close() throws IOException {
        out.close();
    }
}
