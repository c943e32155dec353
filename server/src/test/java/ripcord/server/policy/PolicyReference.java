package ripcord.server.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `docs/policy.md`: defaults as the code writes them, bounds as the code words them when it refuses a value, and for
/// each field what it means and what a change of it does to sessions that run.
public final class PolicyReference {
    private static final String AT_ONCE = "At once, for all.";
    private static final String NEW_SESSIONS = "None: for sessions that begin afterwards.";
    private static final String NEW_TOKENS = "From the next access token on.";

    private record Prose(String meaning, String effect) {}

    private static final Map<String, Prose> PROSE = prose();

    private PolicyReference() {}

    private static Map<String, Prose> prose() {
        var all = new LinkedHashMap<String, Prose>();
        all.put("session.idle", new Prose("How long nobody may use a session before it is over.", AT_ONCE));
        all.put(
                "session.absolute",
                new Prose("How long a session lasts at most; refreshing never moves its end.", NEW_SESSIONS));
        all.put(
                "session.binding",
                new Prose("`record`: who presents a credential is recorded, and nothing is refused for it.", AT_ONCE));
        all.put(
                "session.max_per_subject",
                new Prose(
                        "How many sessions a subject may have at a time; null for any number.",
                        "At the next sign-in."));
        all.put(
                "session.when_exceeded",
                new Prose("What happens to the sign-in that would be one too many.", "At the next sign-in."));
        all.put(
                "session.history",
                new Prose(
                        "How long a session that is over can still be looked at.",
                        "At the next sweep, within a minute."));
        all.put("cookie.same_site", new Prose("`SameSite` of the session cookie.", "From the next `Set-Cookie` on."));
        all.put(
                "cookie.refresh_same_site",
                new Prose("`SameSite` of the refresh cookie.", "From the next `Set-Cookie` on."));
        all.put(
                "cookie.partitioned",
                new Prose(
                        "Whether cookies are `Partitioned`.",
                        "From the next `Set-Cookie` on; older cookies stay beside."));
        all.put("cookie.origins", new Prose("Other origins whose pages may send what changes something.", AT_ONCE));
        all.put(
                "access_token.alg",
                new Prose(
                        "What signs access tokens.",
                        "A key of the new algorithm is announced now and signs after `keys.announce`; tokens that"
                                + " were signed stay good."));
        all.put("access_token.lifetime", new Prose("How long an access token is good.", NEW_TOKENS));
        all.put(
                "access_token.jitter",
                new Prose(
                        "By up to this part the lifetime is shortened, so that not all refresh at once.", NEW_TOKENS));
        all.put("access_token.max_bytes", new Prose("A longer access token is not made.", NEW_TOKENS));
        all.put(
                "access_token.default_audience",
                new Prose("`aud` where the sign-in states none; `{issuer}` is the tenant's issuer.", NEW_TOKENS));
        all.put(
                "access_token.authorization",
                new Prose(
                        "`reference`: a claim by which services look up roles; `embed`: roles in the token; `none`.",
                        NEW_TOKENS));
        all.put("access_token.claims", new Prose("Attributes of the subject that go into tokens.", NEW_TOKENS));
        all.put(
                "refresh.grace",
                new Prose("How long a spent refresh token is taken for a retry or another tab.", AT_ONCE));
        all.put(
                "refresh.recovery",
                new Prose("How long a lost answer can be made good by its token; zero for never.", AT_ONCE));
        all.put(
                "revocation.strategy",
                new Prose(
                        "How a revocation reaches verifiers: `docs/strategies.md` compares them.",
                        AT_ONCE
                                + " Streams end with `bye`; access tokens of before stay good for their lifetime where the new"
                                + " strategy tells nobody."));
        all.put(
                "revocation.max_staleness",
                new Prose(
                        "How old a verifier's knowledge may be; it may declare less.",
                        "At once: streams are opened anew."));
        all.put("revocation.when_stale", new Prose("What a verifier should do beyond that.", AT_ONCE));
        all.put("revocation.accept_for", new Prose("With `accept`: for how long after the last evidence.", AT_ONCE));
        all.put(
                "keys.rotate_every",
                new Prose(
                        "How long a key signs.",
                        "The next rotation moves, and is never earlier than the announcement allows. Tokens stay good."));
        all.put(
                "keys.announce",
                new Prose(
                        "How long a key is in the JWKS before it signs.",
                        "The next rotation moves. Tokens stay good."));
        all.put("keys.jwks_max_age", new Prose("How long a JWKS may be kept.", "From the next JWKS on."));
        all.put(
                "outage.answer_from_memory_for",
                new Prose(
                        "For how long a server that is cut off from the store looks sessions up in its memory, where"
                                + " others may have ended them: `docs/outages.md`. No longer than verifiers accept.",
                        "At once; a server that is cut off goes by the policy that it knows."));
        all.put("clock.leeway", new Prose("By how much clocks may differ for `exp`, `nbf` and `iat`.", AT_ONCE));
        return all;
    }

    /// The document.
    public static String markdown() {
        var defaults = leaves(PolicyDocument.write(Policy.DEFAULT));
        var bounds = bounds();
        if (!defaults.keySet().equals(PROSE.keySet())) {
            throw new AssertionError("fields " + defaults.keySet() + ", described " + PROSE.keySet());
        }
        var rows = defaults.entrySet().stream()
                .map(field -> "| `%s` | `%s` | %s | %s | %s |"
                        .formatted(
                                field.getKey(),
                                field.getValue(),
                                bounds.get(field.getKey()).replace("|", "\\|"),
                                PROSE.get(field.getKey()).meaning,
                                PROSE.get(field.getKey()).effect))
                .collect(Collectors.joining("\n"));
        return """
                # Policy

                <!-- Made by ./dev/docs from the code: change it there. -->

                What a tenant wants. `GET` and `PUT /admin/v1/tenants/{tenant}/policy` take the whole of it, with `ETag` and `If-Match`;
                what is wrong is refused as 422, all of it at once, each field with what was expected. `POST …/policy/check` says the
                same, and what would change, without changing anything; `GET …/policy/history` says what has.

                | field | default | takes | means | a change reaches running sessions |
                |---|---|---|---|---|
                %s

                ```json
                %s
                ```
                """.formatted(rows, PolicyDocument.write(Policy.DEFAULT).toPrettyString());
    }

    private static Map<String, JsonNode> leaves(JsonNode document) {
        var all = new LinkedHashMap<String, JsonNode>();
        for (var section : document.properties()) {
            section.getValue()
                    .properties()
                    .forEach(field -> all.put(section.getKey() + "." + field.getKey(), field.getValue()));
        }
        return all;
    }

    /// What the code says that it expects, when every value is wrong.
    private static Map<String, String> bounds() {
        var bounds = new TreeMap<>(faults(wrong()));
        var accepting = PolicyDocument.write(Policy.DEFAULT);
        var revocation = (ObjectNode) accepting.get("revocation");
        revocation.put("when_stale", "accept").put("accept_for", "wrong");
        bounds.put(
                "revocation.accept_for",
                "null; with `accept` " + faults(accepting).get("revocation.accept_for"));
        return bounds;
    }

    private static ObjectNode wrong() {
        var document = PolicyDocument.write(Policy.DEFAULT);
        for (var section : document.properties()) {
            var fields = (ObjectNode) section.getValue();
            fields.propertyNames().stream()
                    .toList()
                    .forEach(name -> fields.putObject(name).put("wrong", true));
        }
        return document;
    }

    private static Map<String, String> faults(ObjectNode document) {
        return switch (PolicyDocument.read(document)) {
            case PolicyDocument.Reading.Faulty(var faults) ->
                faults.stream().collect(Collectors.toMap(Fault::field, Fault::expected, (first, _) -> first));
            case PolicyDocument.Reading.Valid _ -> throw new AssertionError("not refused: " + document);
        };
    }
}
