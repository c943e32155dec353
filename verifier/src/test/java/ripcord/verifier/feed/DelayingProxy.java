package ripcord.verifier.feed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Passes bytes on, those of the server later, in order, however many there are. */
final class DelayingProxy implements AutoCloseable {
    /** How late bytes are, in milliseconds, so many milliseconds after the beginning. */
    @FunctionalInterface
    interface Delay {
        long after(long elapsedMillis);
    }

    private record Bytes(long came, ByteBuffer bytes) {}

    private final ServerSocket listening;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final long begun = System.nanoTime();
    private volatile Delay delay = elapsed -> 0;

    DelayingProxy(int port) {
        this.port = port;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (true) {
                accept(listening.accept());
            }
        });
    }

    URI feed() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/t/default/feed");
    }

    void delay(Delay next) {
        delay = next;
    }

    private void accept(Socket client) throws IOException {
        var server = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.addAll(List.of(client, server));
        BlockingQueue<Bytes> underway = new LinkedBlockingQueue<>();
        start(() -> client.getInputStream().transferTo(server.getOutputStream()));
        start(() -> receive(server.getInputStream(), underway));
        start(() -> send(client.getOutputStream(), underway));
    }

    private static void receive(InputStream in, BlockingQueue<Bytes> underway) throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            underway.add(new Bytes(System.nanoTime(), ByteBuffer.wrap(Arrays.copyOf(buffer, count))));
        }
    }

    private void send(OutputStream out, BlockingQueue<Bytes> underway) throws IOException, InterruptedException {
        while (true) {
            Bytes next = underway.take();
            long elapsed = TimeUnit.NANOSECONDS.toMillis(next.came() - begun);
            long due = next.came() + TimeUnit.MILLISECONDS.toNanos(delay.after(elapsed));
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            out.write(next.bytes().array());
            out.flush();
        }
    }

    /** What a thread does until its socket is closed. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One side is gone, as happens at the end.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
