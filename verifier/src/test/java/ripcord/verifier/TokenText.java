package ripcord.verifier;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import ripcord.verifier.feed.TargetType;

/** The claims of a good token, to be spoilt. */
final class TokenText {
    static final String ISSUER = "https://id.example/t/default";
    static final String AUDIENCE = "orders";
    static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";

    private final Map<String, Object> claims = new LinkedHashMap<>();

    /** Good for 15 minutes from now, derived at the log position of now. */
    static TokenText at(Instant now) {
        long second = now.getEpochSecond();
        return new TokenText()
                .with("iss", "\"" + ISSUER + "\"")
                .with("sub", "\"alice\"")
                .with("aud", "\"" + AUDIENCE + "\"")
                .with("exp", second + 900)
                .with("iat", second)
                .with("jti", "\"token-1\"")
                .with("client_id", "\"shop\"")
                .with("sid", "\"" + SESSION + "\"")
                .with("rev", second * 1_000_000)
                .with("auth_time", second)
                .with("amr", "[\"pwd\"]");
    }

    /** What an entry of that type names when it means this token; its key is {@code key-1}. */
    static String valueOf(TargetType type) {
        return switch (type) {
            case TOKEN -> "token-1";
            case SESSION -> SESSION;
            case SUBJECT -> "alice";
            case CLIENT -> "shop";
            case TENANT -> "";
            case SIGNING_KEY -> "key-1";
        };
    }

    /** @param value as JSON */
    TokenText with(String claim, Object value) {
        claims.put(claim, value);
        return this;
    }

    String json() {
        return claims.entrySet().stream()
                .map(claim -> "\"" + claim.getKey() + "\":" + claim.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
