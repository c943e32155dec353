package ripcord.server.token;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an access token says, once its signature was found good.
///
/// @param issuedAt  `iat`
/// @param expiresAt `exp`; over from then on
/// @param rev       the log's position that it was made at
public record AccessClaims(
        String issuer,
        String subject,
        String audience,
        String clientId,
        String sid,
        String jti,
        long rev,
        Instant issuedAt,
        Instant expiresAt,
        Instant authTime,
        List<String> amr,
        @Nullable String acr,
        @Nullable String authzRef) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final long LAST_POSITION = (1L << 53) - 1;

    /// Copies the list.
    public AccessClaims {
        amr = List.copyOf(amr);
    }

    /// How long it was made to live.
    Duration life() {
        return Duration.between(issuedAt, expiresAt);
    }

    /// Empty if something is missing, or is not what this server would have written.
    static Optional<AccessClaims> parse(byte[] payload) {
        try {
            return Optional.of(read(JSON.readTree(payload)));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static AccessClaims read(JsonNode claims) {
        return new AccessClaims(
                text(claims, "iss"),
                text(claims, "sub"),
                text(claims, "aud"),
                text(claims, "client_id"),
                text(claims, "sid"),
                text(claims, "jti"),
                number(claims, "rev", LAST_POSITION),
                time(claims, "iat"),
                time(claims, "exp"),
                time(claims, "auth_time"),
                texts(claims, "amr"),
                textOrNull(claims, "acr"),
                textOrNull(claims, "authz_ref"));
    }

    private static String text(JsonNode claims, String name) {
        var text = textOrNull(claims, name);
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException(name + ": missing");
        }
        return text;
    }

    private static @Nullable String textOrNull(JsonNode claims, String name) {
        var value = claims.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw new IllegalArgumentException(name + ": not a string");
        }
        return value.stringValue();
    }

    private static List<String> texts(JsonNode claims, String name) {
        var value = claims.get(name);
        if (value == null || !value.isArray()) {
            throw new IllegalArgumentException(name + ": not an array");
        }
        var texts = new ArrayList<String>();
        for (var element : value) {
            if (!element.isString()) {
                throw new IllegalArgumentException(name + ": not an array of strings");
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    private static Instant time(JsonNode claims, String name) {
        return Instant.ofEpochSecond(number(claims, name, LAST_SECOND));
    }

    private static long number(JsonNode claims, String name, long most) {
        var value = claims.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + ": not a whole number");
        }
        long number = value.longValue();
        if (number < 0 || number > most) {
            throw new IllegalArgumentException(name + ": out of range");
        }
        return number;
    }
}
