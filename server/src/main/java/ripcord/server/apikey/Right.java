package ripcord.server.apikey;

import java.util.Optional;

/// What the holder of an API key may do. Stable: rows and answers hold the wire names.
public enum Right {
    /// Create and list tenants.
    TENANTS("tenants"),
    /// Read and replace policies.
    POLICY("policy"),
    /// State what is known about subjects.
    SUBJECTS("subjects"),
    /// Sign subjects in, and renew sessions.
    SESSIONS_CREATE("sessions.create"),
    /// List sessions and read their history.
    SESSIONS_READ("sessions.read"),
    /// End sessions.
    SESSIONS_END("sessions.end"),
    /// Write to the log whatever it can hold, and read it.
    REVOKE("revoke"),
    /// See signing keys and declare them compromised.
    KEYS("keys"),
    /// Follow the log.
    FEED("feed"),
    /// Ask about credentials.
    INTROSPECT("introspect"),
    /// Resolve authorization references.
    AUTHZ_READ("authz.read"),
    /// Read metrics.
    METRICS("metrics"),
    /// Create, list and delete API keys, none of them with more than the creator has.
    API_KEYS("api_keys");

    private final String wireName;

    Right(String wireName) {
        this.wireName = wireName;
    }

    /// As JSON and rows hold it.
    public String wireName() {
        return wireName;
    }

    /// The inverse of [#wireName()].
    public static Optional<Right> ofWireName(String name) {
        for (var right : values()) {
            if (right.wireName.equals(name)) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }
}
