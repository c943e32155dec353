package ripcord.server.feed;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.json.JsonText;

/// Who follows, after a revocation.
///
/// @param confirmed every verification that begins from now on uses the entry
/// @param expired   cannot accept anything by itself any more that the entry forbids
/// @param missing   neither, when the wait was over
/// @param took      how long it took to know
public record Confirmation(List<Member> confirmed, List<Member> expired, List<Member> missing, Duration took) {
    /// Copies the lists.
    public Confirmation {
        confirmed = List.copyOf(confirmed);
        expired = List.copyOf(expired);
        missing = List.copyOf(missing);
    }

    /// One verifier, or a relay.
    ///
    /// @param behind who follows the relay; null for a verifier, and for a relay that has not said it
    public record Member(
            String subscription, String name, @Nullable Behind behind) {
        Member(String subscription, String name) {
            this(subscription, name, null);
        }

        /// As answers hold it.
        public String json() {
            var json = new JsonText(80).put("subscription", subscription).put("name", name);
            if (behind != null) {
                json.putJson(
                        "behind",
                        new JsonText(64)
                                .put("confirmed", behind.confirmed())
                                .put("expired", behind.expired())
                                .put("missing", behind.missing())
                                .end());
            }
            return json.end();
        }

        private Behind orAlone(Behind alone) {
            return behind == null ? alone : behind;
        }
    }

    /// How many verifiers these are, with those behind relays in the place of the relays.
    public Behind count() {
        var count = Behind.NOBODY;
        for (var member : confirmed) {
            count = count.plus(member.orAlone(new Behind(1, 0, 0)));
        }
        for (var member : expired) {
            count = count.plus(member.orAlone(new Behind(0, 1, 0)).allExpired());
        }
        for (var member : missing) {
            count = count.plus(member.orAlone(new Behind(0, 0, 1)));
        }
        return count;
    }

    /// Whether nobody accepts any more what the entry forbids.
    public boolean complete() {
        return missing.isEmpty();
    }

    /// As answers hold it.
    public String json() {
        var json = new JsonText().put("complete", complete());
        put(json, "confirmed", confirmed);
        put(json, "expired", expired);
        put(json, "missing", missing);
        return json.put("took_ms", took.toMillis()).end();
    }

    private static void put(JsonText json, String name, List<Member> members) {
        json.open(name);
        members.forEach(member -> json.add(member.json()));
        json.close();
    }
}
