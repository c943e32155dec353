package ripcord.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataListener;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.LazyString;
import java.nio.charset.Charset;
import java.util.function.Supplier;

/// A reader that lets go of what has been read. The HTTP server's own keeps what arrives in a list, and what has been
/// read still points to what came after it. A collector that has moved one such piece to its old generation finds all
/// later ones reachable from there, and moves each of them too, until it collects all of the heap: 27 MB a second
/// were seen of 64 connections. So whenever all that came has been read, the next piece goes to a reader of its own.
///
/// As thread-safe as the HTTP server's own: for one thread after the other.
// "removal": the HTTP server is going to make its constructor private. Who moves to that version looks whether it
// cuts its list by then (`DataReader.ensureAvailable`); UnchainedReaderTest says so.
@SuppressWarnings("removal")
final class UnchainedReader extends DataReader {
    private final Supplier<byte[]> source;
    private final Supplier<byte[]> afresh;
    private DataReader current;
    private boolean fresh;

    /// @param begun what was read until now, and may have something left
    /// @param source where `begun` has it from, and what comes next is; null if nothing comes any more
    UnchainedReader(DataReader begun, Supplier<byte[]> source) {
        this(begun, source, source);
    }

    /// @param afresh asked in place of `source` when all that came has been read. What it throws changes nothing here.
    UnchainedReader(DataReader begun, Supplier<byte[]> source, Supplier<byte[]> afresh) {
        super(source);
        this.source = source;
        this.afresh = afresh;
        this.current = begun;
    }

    private DataReader current() {
        if (!fresh && current.available() == 0) {
            current = DataReader.create(this::pull);
            fresh = true;
        }
        return current;
    }

    private byte[] pull() {
        if (!fresh) {
            return source.get();
        }
        byte[] first = afresh.get();
        fresh = false;
        return first;
    }

    @Override
    public int available() {
        return current.available();
    }

    @Override
    public void pullData() {
        current().pullData();
    }

    @Override
    public void skip(int lenToSkip) {
        current().skip(lenToSkip);
    }

    @Override
    public void ensureAvailable() {
        current().ensureAvailable();
    }

    @Override
    public byte read() {
        return current().read();
    }

    @Override
    public byte lookup() {
        return current().lookup();
    }

    @Override
    public boolean startsWithNewLine() {
        return current().startsWithNewLine();
    }

    @Override
    public boolean startsWith(byte[] prefix) {
        return current().startsWith(prefix);
    }

    @Override
    public BufferData readBuffer() {
        return current().readBuffer();
    }

    @Override
    public BufferData readBuffer(int length) {
        return current().readBuffer(length);
    }

    @Override
    public BufferData getBuffer(int length) {
        return current().getBuffer(length);
    }

    @Override
    public LazyString readLazyString(Charset charset, int len) {
        return current().readLazyString(charset, len);
    }

    @Override
    public String readAsciiString(int len) {
        return current().readAsciiString(len);
    }

    @Override
    public byte[] readBytes(int len) {
        return current().readBytes(len);
    }

    @Override
    public String readLine() {
        return current().readLine();
    }

    @Override
    public int findOrNewLine(byte b, int max) {
        return current().findOrNewLine(b, max);
    }

    @Override
    public String debugDataHex() {
        return current().debugDataHex();
    }

    @Override
    public int findNewLine(int max) {
        return current().findNewLine(max);
    }

    /// The HTTP server's reader tells its listener nothing, and neither does this one.
    @Override
    public <T> void listener(DataListener<T> listener, T context) {}
}
