package ripcord.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/// Connections of a protocol that are read by an [UnchainedReader].
///
/// @param protocol whose connections they are
record Unchained(ServerConnectionSelector protocol) implements ServerConnectionSelector {
    @Override
    public int bytesToIdentifyConnection() {
        return protocol.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return protocol.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return protocol.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return protocol.connection(new Context(context));
    }

    /// The HTTP server's own, but for its reader.
    static class Context implements ConnectionContext {
        private final ConnectionContext servers;
        private final DataReader reader;

        Context(ConnectionContext servers) {
            this.servers = servers;
            this.reader = new UnchainedReader(servers.dataReader(), this::read, this::readAfresh);
        }

        /// What comes when all that came before has been read.
        byte[] readAfresh() {
            return read();
        }

        /// As the HTTP server has it for its own reader: so it knows a connection that is gone.
        final byte[] read() {
            try {
                return servers.serverSocket().get();
            } catch (UncheckedIOException e) {
                throw new ServerConnectionException("Failed to get data from socket", e);
            }
        }

        @Override
        public DataReader dataReader() {
            return reader;
        }

        @Override
        public DataWriter dataWriter() {
            return servers.dataWriter();
        }

        @Override
        public HelidonSocket serverSocket() {
            return servers.serverSocket();
        }

        @Override
        public ListenerContext listenerContext() {
            return servers.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return servers.executor();
        }

        @Override
        public Router router() {
            return servers.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return servers.proxyProtocolData();
        }

        @Override
        public PeerInfo remotePeer() {
            return servers.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return servers.localPeer();
        }

        @Override
        public boolean isSecure() {
            return servers.isSecure();
        }

        @Override
        public String socketId() {
            return servers.socketId();
        }

        @Override
        public String childSocketId() {
            return servers.childSocketId();
        }
    }
}
