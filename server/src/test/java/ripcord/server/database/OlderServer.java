package ripcord.server.database;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A way to a database on which its version becomes an older one, and a port behind which there is no database at all.
public final class OlderServer implements AutoCloseable {
    private final ServerSocket older = listening();
    private final ServerSocket none = listening();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int target;
    private final String version =
            String.valueOf(PostgresServer.count("select current_setting('server_version_num')::integer"));

    /// @param target a database's port
    public OlderServer(int target) {
        this.target = target;
        Thread.ofVirtual().start(() -> accept(older, this::pass));
        Thread.ofVirtual().start(() -> accept(none, OlderServer::greet));
    }

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the older one is.
    public int port() {
        return older.getLocalPort();
    }

    /// Where something else is.
    public int portOfNoDatabase() {
        return none.getLocalPort();
    }

    /// Has something to say to who came.
    private interface Host {
        void host(Socket client) throws IOException;
    }

    private void accept(ServerSocket server, Host host) {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                sockets.add(client);
                host.host(client);
            } catch (IOException e) {
                // None comes once it is closed.
            }
        }
    }

    private static void greet(Socket client) throws IOException {
        client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
        client.getOutputStream().flush();
    }

    private void pass(Socket client) throws IOException {
        var inner = new Socket();
        inner.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        sockets.add(inner);
        Thread.ofVirtual().start(() -> copy(client, inner));
        Thread.ofVirtual().start(() -> copy(inner, client));
    }

    /// The number has as many digits in either.
    private void copy(Socket from, Socket to) {
        var buffer = new byte[8192];
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                var said = new String(buffer, 0, read, ISO_8859_1).replace(version, "120004");
                to.getOutputStream().write(said.getBytes(ISO_8859_1));
                to.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The other end has gone.
        }
    }

    @Override
    public void close() throws IOException {
        older.close();
        none.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
