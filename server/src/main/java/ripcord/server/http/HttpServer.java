package ripcord.server.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ProtocolConfigs;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionProvider;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The listening side: one port for all routes, or one for the public's and one for operators'. Thread-safe.
public final class HttpServer implements AutoCloseable {
    private static final String ADMIN = "admin";
    /// What is drained of a body that is too large, so that its sender gets to read why it was refused.
    private static final long LARGEST_DRAINED = 4L << 20;

    /// As many for streams as there may be (`FeedStreams.Limits`), and as many for all others: each verifier has one
    /// of either kind.
    private static final int MOST = 40_000;
    private static final int FEWEST = 100;
    private static final int MOST_ADMIN = 500;
    private static final int KEPT_ADMIN = 450;
    /// The store's, the program's, and the admin port's.
    private static final int OTHER_FILES = MOST_ADMIN + 200;

    /// Only what is streamed within its request is written through it, in large pieces.
    private static final int WRITE_BUFFER = 512;

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final WebServer server;
    private final Deadlines deadlines;
    private final List<Connections> connections;

    private HttpServer(WebServer server, Deadlines deadlines, List<Connections> connections) {
        this.server = server;
        this.deadlines = deadlines;
        this.connections = connections;
    }

    /// Where to listen.
    ///
    /// @param port      0 for any that is free
    /// @param adminPort where operators' routes are instead; null for the same port
    public record Address(
            InetAddress host, int port, @Nullable Integer adminPort) {}

    /// What requests are answered with.
    ///
    /// @param nanos  a monotonic clock
    /// @param random for ids of requests
    public record Clockwork(LongSupplier nanos, RandomGenerator random) {}

    /// Starts listening.
    ///
    /// @param kept how many connections are open, streams among them, before each is closed when its request was
    ///             answered
    /// @throws PortTakenException if a port is not to be had
    public static HttpServer start(Address address, Site site, Clockwork clockwork, int kept) {
        probe(address.host, address.port);
        if (address.adminPort != null) {
            probe(address.host, address.adminPort);
        }
        var deadlines = new Deadlines(clockwork.nanos);
        var connections = new Connections(clockwork.nanos, kept);
        var adminConnections = new Connections(clockwork.nanos, KEPT_ADMIN);
        var patience = new Dispatcher.Patience(deadlines, connections);
        var ids = new RequestIds(clockwork.random);
        var all = site.all();
        var doors = site.doors(clockwork.nanos);
        var admin = address.adminPort;
        var open = admin == null
                ? all
                : all.stream().filter(route -> !route.isAdmin()).toList();
        var builder = WebServer.builder()
                .host(address.host.getHostAddress())
                .port(address.port)
                .maxTcpConnections(connections())
                .routing(routing ->
                        routing.any(new Dispatcher(new RouteTable(open), doors, patience, ids, site.watchers())));
        var direct = new DirectAnswers(ids, site.watchers().metrics());
        configure(builder, direct, connections, clockwork);
        if (admin != null) {
            builder.putSocket(ADMIN, socket -> {
                configure(
                        socket.name(ADMIN).host(address.host.getHostAddress()).port(admin),
                        direct,
                        adminConnections,
                        clockwork);
                var adminPatience = new Dispatcher.Patience(deadlines, adminConnections);
                socket.maxTcpConnections(MOST_ADMIN)
                        .addRouting(HttpRouting.builder()
                                .any(new Dispatcher(
                                        new RouteTable(adminRoutes(all)), doors, adminPatience, ids, site.watchers())));
            });
        }
        var server = builder.shutdownHook(false).build().start();
        if (!server.isRunning()) {
            throw new PortTakenException(address.port, new IOException("the HTTP server did not start"));
        }
        return new HttpServer(server, deadlines, List.of(connections, adminConnections));
    }

    /// The HTTP server only logs that it could not listen.
    private static void probe(InetAddress host, int port) {
        try (var socket = ServerSocketChannel.open()) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new PortTakenException(port, e);
        }
    }

    private static List<Route> adminRoutes(List<Route> all) {
        return all.stream()
                .filter(route -> route.isAdmin() || route.template().startsWith("/health"))
                .toList();
    }

    /// How many connections the public's port takes at a time in this process.
    public static int connections() {
        return most(files());
    }

    /// How many connections the public's port takes at a time, where the process may have so many files open: beyond
    /// that the HTTP server would stop listening.
    static int most(long files) {
        return Math.clamp(files - OTHER_FILES, FEWEST, MOST);
    }

    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : MOST;
    }

    private static void configure(
            ListenerConfig.BuilderBase<?, ?> listener,
            DirectAnswers answers,
            Connections connections,
            Clockwork clockwork) {
        var direct = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            direct.addHandler(type, answers);
        }
        var http1 = Http1Config.builder()
                .maxPrologueLength(16 * 1024)
                .maxHeadersSize(32 * 1024)
                .sendKeepAliveHeader(false)
                .addReceiveListener(Http11.listener(connections.firstLines()))
                .build();
        listener.directHandlers(direct.build())
                .maxPayloadSize(LARGEST_DRAINED)
                .writeBufferSize(WRITE_BUFFER)
                // The other kind of socket has a second buffer of 8 KiB, and sends what is written 8 KiB at a time.
                .useNio(false)
                .shutdownGracePeriod(GRACE)
                .connectionOptions(connections.noting(
                        SocketOptions.builder().tcpNoDelay(true).build()))
                .addConnectionSelector(new Http10(http1))
                .addConnectionSelector(new Http11(http1, clockwork.nanos))
                .addConnectionSelector(http2())
                .addProtocol(http1);
    }

    private static ServerConnectionSelector http2() {
        var http2 = Http2Config.create();
        return new Unchained(
                new Http2ConnectionProvider().create("http2", http2, ProtocolConfigs.create(List.of(http2))));
    }

    /// The port that it listens on.
    public int port() {
        return server.port();
    }

    /// Where operators' routes are.
    public int adminPort() {
        return server.port(ADMIN);
    }

    /// Interrupts requests that take too long, and closes connections that take too long over sending one. Call it
    /// several times a second.
    public void enforceDeadlines() {
        deadlines.enforce();
        connections.forEach(Connections::enforce);
    }

    /// Takes no more requests, and lets those that are being answered finish. [#enforceDeadlines()] is to go on
    /// meanwhile.
    @Override
    public void close() {
        connections.forEach(Connections::stop);
        server.stop();
    }
}
