package ripcord.bench.load;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.nio.charset.StandardCharsets;

/// The HTTP server that Ripcord stands on, with a handler that does nothing: every request is answered with the same
/// 450 bytes and as many headers as Ripcord sends.
///
/// Argument: port.
final class BareServer {
    private static final byte[] BODY =
            ("{\"nothing\":\"" + "-".repeat(436) + "\"}").getBytes(StandardCharsets.US_ASCII);

    private BareServer() {}

    static void main(String[] args) {
        WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .addProtocol(Http1Config.builder().sendKeepAliveHeader(false).build())
                .routing(routing -> routing.any((request, response) -> {
                    response.header(HeaderValues.CACHE_NO_CACHE);
                    response.header(HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF);
                    response.header(HeaderValues.CONTENT_TYPE_JSON);
                    response.send(BODY);
                }))
                .build()
                .start();
    }
}
