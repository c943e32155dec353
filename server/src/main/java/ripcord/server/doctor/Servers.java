package ripcord.server.doctor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import ripcord.server.config.Config;

/// Which servers are asked, and with what.
///
/// @param config  of this machine's server
/// @param stated  another one, or the same by name; null if none was named
/// @param keyFile for `stated`; null if none was named
record Servers(
        Config config, @Nullable URI stated, @Nullable Path keyFile) {
    /// What clients call this machine's server. Whoever answers there need not be it.
    URI baseUrl() {
        return config.baseUrl();
    }

    /// What this machine's server knows.
    Path rootKey() {
        return config.data().resolve("root.key");
    }

    /// Where operators reach this machine's server without leaving the machine; null if they do not.
    @Nullable
    URI here() {
        var host = config.host().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : config.host();
        if (port() == 0 || !host.isLoopbackAddress()) {
            return null;
        }
        var literal = host instanceof Inet6Address ? "[::1]" : host.getHostAddress();
        return URI.create("http://" + literal + ":" + port());
    }

    private int port() {
        var adminPort = config.adminPort();
        return adminPort == null ? config.port() : adminPort;
    }

    /// Whether what was stated is but another name of this machine's server.
    boolean isStatedHere() {
        if (stated == null || here() == null || !"http".equals(stated.getScheme())) {
            return false;
        }
        var host = stated.getHost();
        boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return loopback && (stated.getPort() < 0 ? 80 : stated.getPort()) == port();
    }
}
