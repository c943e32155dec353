package ripcord.server.http;

import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.TenantId;

/// The two cookies of a tenant, as a request sends them. What else is in the header belongs to others on the same
/// host and is not looked at.
///
/// @param session the session token, whatever it is worth; null if it was not sent
/// @param refresh the refresh token, likewise
record Cookies(@Nullable String session, @Nullable String refresh) {
    private static final String SESSION = "__Host-rc_session-";
    private static final String REFRESH = "__Secure-rc_refresh-";
    private static final int LONGEST = 8192;

    static String sessionName(TenantId tenant) {
        return SESSION + tenant.value();
    }

    static String refreshName(TenantId tenant) {
        return REFRESH + tenant.value();
    }

    /// Refuses a request that sends one of them twice: which one would be meant is a guess (cookie tossing).
    static Cookies of(Call call) {
        var headers = call.headers(HeaderNames.COOKIE);
        var tenant = call.tenant().id();
        return new Cookies(
                only(headers, sessionName(tenant)).orElse(null),
                only(headers, refreshName(tenant)).orElse(null));
    }

    private static Optional<String> only(List<String> headers, String name) {
        String found = null;
        for (var header : headers) {
            for (int from = 0; from < header.length(); ) {
                int end = header.indexOf(';', from);
                int to = end < 0 ? header.length() : end;
                var value = value(header, from, to, name);
                if (value != null && found != null) {
                    throw Refusal.malformed(name, "one cookie of this name").toException();
                }
                found = value == null ? found : value;
                from = to + 1;
            }
        }
        return Optional.ofNullable(found);
    }

    /// The value of `header[from, to)` if that is the cookie of that name.
    private static @Nullable String value(String header, int from, int to, String name) {
        int start = from;
        while (start < to && isBlank(header.charAt(start))) {
            start++;
        }
        int equals = start + name.length();
        if (equals >= to || header.charAt(equals) != '=' || !header.startsWith(name, start)) {
            return null;
        }
        var value = header.substring(equals + 1, to).strip();
        return value.length() <= LONGEST ? value : "";
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /// Whether neither was sent.
    boolean isEmpty() {
        return session == null && refresh == null;
    }
}
