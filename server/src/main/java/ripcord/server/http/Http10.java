package ripcord.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/// Takes connections that begin with HTTP/1.0, so that they are told that it is not spoken here. Without this the HTTP
/// server closes them without a word.
final class Http10 implements ServerConnectionSelector {
    private static final String LINE_END = " HTTP/1.0\r";

    private final Http1ConnectionSelector newer;

    /// @param http1 how HTTP/1.1 is spoken; that refuses the version once it has the first line
    Http10(Http1Config http1) {
        this.newer = Http1ConnectionSelector.builder().config(http1).build();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        int end = data.indexOf((byte) '\n');
        return end >= 0 && data.readString(end).endsWith(LINE_END) ? Support.SUPPORTED : Support.UNSUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return newer.connection(context);
    }
}
