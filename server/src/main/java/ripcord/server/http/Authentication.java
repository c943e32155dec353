package ripcord.server.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a backend says that it authenticated a subject.
final class Authentication {
    /// By how much a backend's clock may be ahead.
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private static final int MOST = 10;

    private Authentication() {}

    static List<String> amr(Fields fields) {
        return fields.texts("amr", Text.AMR, 1, MOST);
    }

    static @Nullable String acr(Fields fields) {
        return fields.optionalText("acr", Text.ACR);
    }

    /// Null if it is not said.
    static @Nullable Instant time(Fields fields, Instant now) {
        var time = fields.optionalTime("auth_time").orElse(null);
        if (time != null && (time.isAfter(now.plus(LEEWAY)) || time.isBefore(Instant.EPOCH))) {
            fields.fault("auth_time", "a time that is not in the future");
            return null;
        }
        return time;
    }
}
