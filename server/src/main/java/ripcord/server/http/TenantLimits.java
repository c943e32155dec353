package ripcord.server.http;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.Limits;
import tools.jackson.core.JsonGenerator;

/// A tenant's limits as JSON: what is null has none, what is not named stays as it is.
final class TenantLimits {
    private static final String REQUESTS = "requests_per_second";
    private static final String SIGN_INS = "sign_ins_per_second";
    private static final String SESSIONS = "sessions";
    private static final String SUBJECTS = "subjects";
    private static final long HIGHEST_RATE = 1_000_000;
    private static final long MOST = 1_000_000_000;

    private TenantLimits() {}

    /// Null if none are named.
    static @Nullable UnaryOperator<Limits> read(Fields fields) {
        if (!fields.has("limits")) {
            return null;
        }
        var section = fields.section("limits");
        var named = new Limits(
                rate(section, REQUESTS), rate(section, SIGN_INS), quota(section, SESSIONS), quota(section, SUBJECTS));
        section.close();
        return old -> new Limits(
                section.has(REQUESTS) ? named.requestsPerSecond() : old.requestsPerSecond(),
                section.has(SIGN_INS) ? named.signInsPerSecond() : old.signInsPerSecond(),
                section.has(SESSIONS) ? named.sessions() : old.sessions(),
                section.has(SUBJECTS) ? named.subjects() : old.subjects());
    }

    private static @Nullable Integer rate(Fields section, String name) {
        var rate = section.integerOrNull(name, 1, HIGHEST_RATE);
        return rate == null ? null : rate.intValue();
    }

    private static @Nullable Long quota(Fields section, String name) {
        return section.integerOrNull(name, 0, MOST);
    }

    static void write(JsonGenerator json, Limits limits) {
        json.writePOJOProperty(REQUESTS, limits.requestsPerSecond());
        json.writePOJOProperty(SIGN_INS, limits.signInsPerSecond());
        json.writePOJOProperty(SESSIONS, limits.sessions());
        json.writePOJOProperty(SUBJECTS, limits.subjects());
    }
}
