package ripcord.server.load;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;

/// Where requests go.
///
/// @param host    a name or an address, as it stands in a URL
/// @param path    what stands before the path of every request; empty, or with a slash first and none last
/// @param timeout how long it may take to connect, and how long an answer may let itself be waited for
public record Endpoint(boolean tls, String host, int port, String path, Duration timeout) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final Duration LOOPBACK_TIMEOUT = Duration.ofSeconds(10);

    /// Of a server's address.
    ///
    /// @param url `http` or `https`, with a host and without a slash at its end
    public static Endpoint of(URI url, Duration timeout) {
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? HTTPS : HTTP;
        return new Endpoint(tls, url.getHost(), port, url.getRawPath(), timeout);
    }

    /// A port of this machine.
    public static Endpoint ofLoopback(int port) {
        return new Endpoint(false, InetAddress.getLoopbackAddress().getHostAddress(), port, "", LOOPBACK_TIMEOUT);
    }

    /// What stands in the header `Host`.
    String authority() {
        return port == (tls ? HTTPS : HTTP) ? host : host + ":" + port;
    }

    /// The host without the brackets that an IPv6 address has in a URL.
    String address() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
