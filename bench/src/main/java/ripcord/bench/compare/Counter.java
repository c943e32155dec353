package ripcord.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/// Stands between a verifier and the server, and counts the questions about tokens and subjects.
final class Counter implements AutoCloseable {
    private static final Pattern QUESTION = Pattern.compile("^(GET|POST) \\S+/(introspect|version) HTTP/1\\.1");

    private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final LongAdder questions = new LongAdder();
    private final int target;

    Counter(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().name("counter").start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    long questions() {
        return questions.sum();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> pass(client, server, true));
                Thread.ofVirtual().start(() -> pass(server, client, false));
            } catch (IOException over) {
                // closed, or one of the two has gone: the next one
            }
        }
    }

    /// A request begins a read of its own: neither side pipelines.
    private void pass(Socket from, Socket to, boolean counted) {
        byte[] buffer = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
                if (counted && QUESTION.matcher(text).find()) {
                    questions.increment();
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException over) {
            // one of the two has gone, and so does the other
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
