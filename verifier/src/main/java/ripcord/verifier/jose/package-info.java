/**
 * Signed tokens and the keys that verify them, as far as access tokens need: JWS in compact form, key sets, and the
 * signatures themselves through the JCA.
 *
 * <p>Start at {@link ripcord.verifier.jose.Jws} and {@link ripcord.verifier.jose.KeySet}. Knows nothing of claims.
 */
@NullMarked
package ripcord.verifier.jose;

import org.jspecify.annotations.NullMarked;
