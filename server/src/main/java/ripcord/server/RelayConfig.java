package ripcord.server;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import ripcord.server.relay.ShownKey;
import ripcord.server.tenant.TenantId;

/// How a relay runs.
///
/// @param followed what it follows
/// @param promise  what it promises there for those behind it
/// @param host     the address to listen on
/// @param port     0 for any that is free
/// @param keysFile who may follow it
record RelayConfig(Followed followed, Promise promise, InetAddress host, int port, Path keysFile) {
    /// A server, or another relay.
    ///
    /// @param base   its address, as its clients have it
    /// @param key    to show there
    /// @param tenant null for all tenants of that key
    record Followed(URI base, ShownKey key, @Nullable TenantId tenant) {
        /// Where the feed is.
        URI feed() {
            var text = base.toString();
            var root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            return URI.create(root + (tenant == null ? "/feed" : "/t/" + tenant.value() + "/feed"));
        }
    }

    /// What it says of itself.
    ///
    /// @param name         for operators
    /// @param maxStaleness four heartbeats come in that time
    /// @param acceptance   for how long those behind it may accept by what they know, at most
    record Promise(String name, Duration maxStaleness, Duration acceptance) {}
}
