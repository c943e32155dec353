package ripcord.server.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ripcord.server.config.Config;
import ripcord.server.redis.RedisLook;

/// A Redis: whether it answers, drops what it has no room for, and keeps what it need not keep. It is never an error.
final class RedisChecks {
    private static final String ABOUT = "redis";

    private RedisChecks() {}

    static List<Finding> of(Config.@Nullable RedisServer place) {
        if (place == null) {
            return List.of();
        }
        Map<String, String> info;
        try {
            info = RedisLook.at(place);
        } catch (IllegalStateException e) {
            return List.of(Finding.warning(
                    ABOUT,
                    place.url() + " cannot be reached: " + e.getMessage(),
                    "the server works without it, more slowly; see that it runs, and lets this user in"));
        }
        var findings = new ArrayList<Finding>();
        findings.add(
                Finding.ok(ABOUT, place.url() + " answers, version " + info.getOrDefault("redis_version", "unknown")));
        findings.add(memory(info));
        persistence(info, findings);
        return List.copyOf(findings);
    }

    private static Finding memory(Map<String, String> info) {
        if ("0".equals(info.getOrDefault("maxmemory", "0"))) {
            return Finding.warning(
                    ABOUT,
                    "maxmemory is not set: it takes what the machine has",
                    "set maxmemory, and maxmemory-policy allkeys-lru");
        }
        var policy = info.getOrDefault("maxmemory_policy", "unknown");
        return policy.startsWith("allkeys") || policy.startsWith("volatile")
                ? Finding.ok(ABOUT, "full, it drops something (" + policy + ")")
                : Finding.warning(
                        ABOUT,
                        "full, it refuses writes (" + policy + "), and is then of no use for new sessions",
                        "set maxmemory-policy allkeys-lru");
    }

    private static void persistence(Map<String, String> info, List<Finding> findings) {
        if ("1".equals(info.get("aof_enabled"))) {
            findings.add(Finding.ok(
                    ABOUT,
                    "it writes everything to a disk (appendonly): Ripcord has no need of that, and it costs time"));
        }
    }
}
