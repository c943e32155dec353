package ripcord.server.feed;

import java.time.Duration;
import java.util.List;
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

    /// One verifier.
    public record Member(String subscription, String name) {
        /// As answers hold it.
        public String json() {
            return new JsonText(80)
                    .put("subscription", subscription)
                    .put("name", name)
                    .end();
        }
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
