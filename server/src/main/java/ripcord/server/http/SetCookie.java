package ripcord.server.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policy.CookiePolicy;
import ripcord.server.policy.Policy.SameSite;
import ripcord.server.session.Session;
import ripcord.server.tenant.TenantId;

/// The lines of `Set-Cookie` for a tenant.
record SetCookie(TenantId tenant, CookiePolicy policy) {
    /// The session cookie with `token`.
    String session(String token, Session session, Instant now) {
        return line(Cookies.sessionName(tenant), token, "/", maxAge(session, now), policy.sameSite());
    }

    /// The refresh cookie with `token`.
    String refresh(String token, Session session, Instant now) {
        return line(Cookies.refreshName(tenant), token, refreshPath(), maxAge(session, now), policy.refreshSameSite());
    }

    /// Makes the browser forget what `cookies` holds.
    List<String> clear(Cookies cookies) {
        var lines = new ArrayList<String>(2);
        if (cookies.session() != null) {
            lines.add(line(Cookies.sessionName(tenant), "", "/", 0L, policy.sameSite()));
        }
        if (cookies.refresh() != null) {
            lines.add(line(Cookies.refreshName(tenant), "", refreshPath(), 0L, policy.refreshSameSite()));
        }
        return lines;
    }

    private String refreshPath() {
        return "/t/" + tenant.value() + "/auth";
    }

    /// Null for a cookie that goes when the browser is closed.
    private static @Nullable Long maxAge(Session session, Instant now) {
        return session.persistent()
                ? (Long) Math.max(0, Duration.between(now, session.expiresAt()).toSeconds())
                : null;
    }

    private String line(String name, String value, String path, @Nullable Long maxAge, SameSite sameSite) {
        return name + "=" + value + "; Path=" + path + (maxAge == null ? "" : "; Max-Age=" + maxAge)
                + "; HttpOnly; Secure; SameSite=" + sameSite.wireName()
                + (policy.partitioned() ? "; Partitioned" : "");
    }
}
