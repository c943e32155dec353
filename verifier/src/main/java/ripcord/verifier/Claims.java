package ripcord.verifier;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import ripcord.verifier.json.JsonObject;

/**
 * The claims of an access token, all there and of the right type. Says nothing about whether they are true.
 *
 * @param rev the log position that the token was derived at
 * @param all as they were read
 */
record Claims(
        String issuer,
        String subject,
        List<String> audience,
        Times times,
        String tokenId,
        String clientId,
        String sessionId,
        long rev,
        JsonObject all) {

    Claims {
        audience = List.copyOf(audience);
    }

    /** Seconds since the epoch. */
    record Times(long expires, long issued, OptionalLong notBefore) {}

    Optional<String> text(String name) {
        return all.find(name).flatMap(PlainJson::text);
    }

    List<String> texts(String name) {
        return all.optionalStrings(name).orElse(List.of());
    }
}
