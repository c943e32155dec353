package ripcord.server.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private static final Set<String> WRITTEN = Set.of(
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "jti",
            "client_id",
            "sid",
            "rev",
            "auth_time",
            "amr",
            "acr",
            "authz_ref",
            "roles",
            "entitlements");
    private static final int LONGEST_TEXT = 255;
    private static final int ID_CHARACTERS = 22;
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

    /// Empty if something is missing, or is not what this server would have written: a claim that it does not know,
    /// such as a binding to a key (`cnf`), may forbid what it would allow.
    static Optional<AccessClaims> parse(byte[] payload) {
        try {
            // By its own decoder: Jackson guesses other encodings, and forgives what is not UTF-8.
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            return text.startsWith("{") ? Optional.of(read(JSON.readTree(text))) : Optional.empty();
        } catch (CharacterCodingException | JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static AccessClaims read(JsonNode claims) {
        for (var name : claims.propertyNames()) {
            if (!WRITTEN.contains(name)) {
                throw new IllegalArgumentException(name + ": not a claim that this server writes");
            }
        }
        return new AccessClaims(
                text(claims, "iss"),
                free(claims, "sub"),
                free(claims, "aud"),
                text(claims, "client_id"),
                id(claims, "sid"),
                id(claims, "jti"),
                number(claims, "rev", LAST_POSITION),
                time(claims, "iat"),
                time(claims, "exp"),
                time(claims, "auth_time"),
                texts(claims, "amr"),
                textOrNull(claims, "acr"),
                textOrNull(claims, "authz_ref"));
    }

    private static String free(JsonNode claims, String name) {
        var text = text(claims, name);
        if (text.codePointCount(0, text.length()) > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + ": too long, or with a control character");
        }
        return text;
    }

    private static String id(JsonNode claims, String name) {
        var text = text(claims, name);
        if (text.length() != ID_CHARACTERS) {
            throw new IllegalArgumentException(name + ": not " + ID_CHARACTERS + " characters");
        }
        return text;
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
        if (!value.isString() || !UTF_8.newEncoder().canEncode(value.stringValue())) {
            throw new IllegalArgumentException(name + ": not a string of whole characters");
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
