package ripcord.server.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Who presented a refresh token, as far as a server can see. Empty text where nothing was said.
///
/// @param addressPrefix the first 24 bits of an IPv4 address, 48 of an IPv6 one: enough to compare
public record Presenter(String addressPrefix, String userAgent, String clientId) {
    /// Nobody yet.
    public static final Presenter NOBODY = new Presenter("", "", "");

    private static final int LONGEST_USER_AGENT = 512;

    /// Shortens an overlong user agent.
    public Presenter {
        userAgent = userAgent.length() <= LONGEST_USER_AGENT ? userAgent : userAgent.substring(0, LONGEST_USER_AGENT);
    }

    /// The one behind a request.
    ///
    /// @param address a literal, as a socket or a trusted proxy gives it; anything else counts as none
    public static Presenter of(@Nullable String address, @Nullable String userAgent, String clientId) {
        return new Presenter(prefix(address), userAgent == null ? "" : userAgent, clientId);
    }

    /// Whether both may be the same device: address and user agent are alike. The way it came does not matter.
    public boolean isLike(Presenter other) {
        return addressPrefix.equals(other.addressPrefix) && userAgent.equals(other.userAgent);
    }

    /// For events: address prefix and user agent.
    public String text() {
        return (addressPrefix + " " + userAgent).strip();
    }

    private static String prefix(@Nullable String address) {
        if (address == null || address.isEmpty()) {
            return "";
        }
        try {
            var parsed = InetAddress.ofLiteral(address);
            boolean v4 = parsed instanceof Inet4Address;
            int kept = v4 ? 3 : 6;
            var bytes = parsed.getAddress();
            Arrays.fill(bytes, kept, bytes.length, (byte) 0);
            return InetAddress.getByAddress(bytes).getHostAddress() + (v4 ? "/24" : "/48");
        } catch (IllegalArgumentException | java.net.UnknownHostException e) {
            return "";
        }
    }
}
