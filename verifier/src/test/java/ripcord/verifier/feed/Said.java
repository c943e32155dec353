package ripcord.verifier.feed;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Data of events, as a server writes them. */
final class Said {
    static final String LOG = "AAAAAAAAAAAAAAAA";
    static final String OTHER_LOG = "BBBBBBBBBBBBBBBB";
    private static final String AT = "2026-01-01T00:00:00Z";
    private static final String EXPIRES = "2026-01-01T01:15:00Z";

    private Said() {}

    static String subscription(int number) {
        return "subscription" + (1000 + number);
    }

    static String hello(int number, String log, double mono) {
        return "{\"subscription\":\"" + subscription(number) + "\",\"log\":\"" + log + "\",\"mono\":" + mono
                + ",\"heartbeat_ms\":900000,\"max_staleness_ms\":2000,\"at\":\"" + AT + "\"}";
    }

    static String event(long seq, String... entries) {
        return "{\"seq\":" + seq + ",\"entries\":[" + String.join(",", entries) + "]}";
    }

    static String entries(long seq, long... entries) {
        return event(seq, Arrays.stream(entries).mapToObj(Said::session).toArray(String[]::new));
    }

    /** The entry that revokes the session which is called after its number. */
    static String session(long seq) {
        return entry(seq, TargetType.SESSION, "s" + seq, "revoke");
    }

    static Target sessionTarget(long seq) {
        return Target.of(TargetType.SESSION, "default", "s" + seq);
    }

    static String entry(long seq, TargetType type, String value, String effect) {
        return "{\"seq\":" + seq + ",\"tenant\":\"default\",\"target_type\":\"" + type.wireName() + "\",\"target\":\""
                + Target.of(type, "default", value) + "\",\"effect\":\"" + effect + "\",\"expires_at\":\"" + EXPIRES
                + "\"}";
    }

    static String heartbeat(long seq, double read) {
        return "{\"seq\":" + seq + ",\"read\":" + read + ",\"at\":\"" + AT + "\"}";
    }

    static String heartbeat(long seq, double read, Instant at) {
        return "{\"seq\":" + seq + ",\"read\":" + read + ",\"at\":\"" + at + "\"}";
    }

    static String keys(String kid, String state) {
        return "{\"tenant\":\"default\",\"kids\":[{\"kid\":\"" + kid + "\",\"state\":\"" + state
                + "\",\"not_before\":\"" + AT + "\"}]}";
    }

    static String confirm(String id, long seq) {
        return "{\"confirmation\":\"" + id + "\",\"seq\":" + seq + "}";
    }

    static String events(String... nameAndData) {
        return Arrays.stream(nameAndData)
                .map(event -> event.split(" ", 2))
                .map(event -> "event: " + event[0] + "\ndata: " + event[1] + "\n\n")
                .collect(Collectors.joining());
    }
}
