package ripcord.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import ripcord.server.load.Connection;

/// Opens 1,000 streams of the log at one moment, as verifiers do when a server is back, and ends a session: how long
/// until every stream has its snapshot, and then the entry. The streams are read by virtual threads of this process.
final class ManyStreams {
    private static final int STREAMS = 1_000;
    private static final int ROUNDS = 20;
    private static final int TIMEOUT_MS = 60_000;

    private final ServerProcess server;
    private final Backend backend;
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger refused = new AtomicInteger();

    ManyStreams(ServerProcess server, Backend backend) {
        this.server = server;
        this.backend = backend;
    }

    List<String> measure() throws IOException, InterruptedException {
        List<Socket> sockets = new ArrayList<>();
        try (var connection = Driver.connect(server.port())) {
            long begun = System.nanoTime();
            for (int i = 0; i < STREAMS; i++) {
                var socket = new Socket();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> follow(socket));
            }
            String opened = report("1,000 streams: request to snapshot", arrivals(begun));
            List<Long> delays = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                delays.addAll(round(connection, round));
            }
            return List.of(opened, report("1,000 streams: revoke to entry", delays));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private List<Long> round(Connection connection, int round) throws IOException, InterruptedException {
        String signedIn = Backend.expect(201, connection.exchange(backend.signIn("streamed" + round, "native")));
        var end = backend.end(Backend.field(signedIn, "id"));
        long sent = System.nanoTime();
        Backend.expect(200, connection.exchange(end));
        return arrivals(sent);
    }

    private List<Long> arrivals(long since) throws InterruptedException {
        List<Long> delays = new ArrayList<>();
        while (delays.size() < STREAMS - refused.get()) {
            Long arrived = arrivals.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS);
            if (arrived == null) {
                throw new IllegalStateException(delays.size() + " streams heard it (expected: " + STREAMS + ")");
            }
            delays.add(arrived - since);
        }
        return delays;
    }

    private void follow(Socket socket) {
        try (socket) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), TIMEOUT_MS);
            socket.getOutputStream().write(backend.feed());
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            if (!lines.readLine().startsWith("HTTP/1.1 200")) {
                refused.incrementAndGet();
                return;
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("event: snapshot") || line.equals("event: entries")) {
                    arrivals.add(System.nanoTime());
                }
            }
        } catch (IOException over) {
            // The measurement is over: it closes the sockets.
        }
    }

    private String report(String name, List<Long> delays) {
        Collections.sort(delays);
        return String.format(
                Locale.ROOT,
                "%-34s p50 %.1f ms, p99 %.1f ms, longest %.1f ms   (%d refused)",
                name,
                delays.get(delays.size() / 2) / 1e6,
                delays.get(delays.size() * 99 / 100) / 1e6,
                delays.getLast() / 1e6,
                refused.get());
    }
}
