package ripcord.verifier;

import java.util.Map;
import java.util.Optional;

/**
 * Roles and entitlements that a token carries itself, as a policy may demand. They are as old as the token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2.3.1">RFC 9068 §2.2.3.1</a>
 */
final class EmbeddedAuthorization {
    private EmbeddedAuthorization() {}

    static Optional<Authorization> of(Claims claims) {
        if (!claims.all().has("roles") && !claims.all().has("entitlements")) {
            return Optional.empty();
        }
        return Optional.of(
                new Authorization(claims.texts("roles"), claims.texts("entitlements"), Map.of(), claims.rev()));
    }
}
