package ripcord.server.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import ripcord.server.session.Presenter;

/// IP addresses as texts.
final class Addresses {
    private static final int LONGEST = 45;

    private Addresses() {}

    /// The network of an address: its last 8 bits (IPv4) or 80 bits (IPv6) zero; empty text for none.
    static String network(String address) {
        var prefix = Presenter.of(address, null, "").addressPrefix();
        return prefix.isEmpty() ? "" : prefix.substring(0, prefix.indexOf('/'));
    }

    /// The text itself, if it is an address in full: no abbreviated IPv4, no zone, no brackets.
    static Optional<String> parse(String text) {
        boolean plain = text.length() <= LONGEST
                && text.chars().allMatch(c -> (c < 0x80 && Character.digit(c, 16) >= 0) || c == ':' || c == '.');
        if (!plain) {
            return Optional.empty();
        }
        try {
            var address = InetAddress.ofLiteral(text);
            boolean whole = text.indexOf(':') >= 0 || address.getHostAddress().equals(text);
            return whole || !(address instanceof Inet4Address) ? Optional.of(text) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
