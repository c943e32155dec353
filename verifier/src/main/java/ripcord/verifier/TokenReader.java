package ripcord.verifier;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.jose.JoseException;
import ripcord.verifier.jose.Jws;
import ripcord.verifier.jose.KeySet;
import ripcord.verifier.jose.SignatureAlgorithm;
import ripcord.verifier.jose.VerificationKey;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonObject;

/**
 * Reads a token and verifies its signature: all that stays true for as long as the issuer keeps its key.
 *
 * <p>The issuer that the token names chooses the keys and nothing else; a name that is not among those stated never
 * causes a request.
 */
final class TokenReader {
    /** RFC 9068 section 4; RFC 7515 section 4.1.9 lets "application/" be left out. */
    private static final Set<String> TYPES = Set.of("at+jwt", "application/at+jwt");

    private final Map<String, TrustedIssuer> issuers;
    private final Set<SignatureAlgorithm> algorithms;
    /** Most tokens are alike in their header, and many in their client: what was read of that is not read again. */
    private volatile Good lastGood = Good.NONE;

    private record Good(Optional<Jws> jws, Optional<JudgedToken> token) {
        static final Good NONE = new Good(Optional.empty(), Optional.empty());

        boolean isLike(Jws other, JudgedToken its) {
            return jws.isPresent() && jws.get().hasHeaderOf(other) && token.isPresent() && isLike(token.get(), its);
        }

        private static boolean isLike(JudgedToken one, JudgedToken other) {
            return one.issuer().targets().equals(other.issuer().targets())
                    && one.key().equals(other.key())
                    && one.claims().clientId().equals(other.claims().clientId());
        }
    }

    TokenReader(Map<String, TrustedIssuer> issuers, Set<SignatureAlgorithm> algorithms) {
        this.issuers = Map.copyOf(issuers);
        this.algorithms = Set.copyOf(algorithms);
    }

    Reading read(String compact) {
        try {
            Good alike = lastGood;
            return read(Jws.parse(compact, alike.jws()), alike);
        } catch (JoseException e) {
            return Reading.refused(reason(e.fault()), String.valueOf(e.getMessage()));
        } catch (JsonException e) {
            return Reading.refused(Reason.MALFORMED, "claims: " + e.getMessage());
        }
    }

    private static Reason reason(JoseException.Fault fault) {
        return switch (fault) {
            case MALFORMED -> Reason.MALFORMED;
            case FOREIGN_KEY -> Reason.UNKNOWN_KEY;
            case ALGORITHM -> Reason.WRONG_ALGORITHM;
            case PROVIDER -> Reason.BAD_SIGNATURE;
        };
    }

    private Reading read(Jws jws, Good alike) {
        String type = jws.type().orElse("");
        if (!TYPES.contains(type)) {
            return Reading.refused(Reason.WRONG_TYPE, "token says " + Quoted.text(type) + ", expected \"at+jwt\"");
        }
        if (!algorithms.contains(jws.algorithm())) {
            return wrongAlgorithm(jws, algorithms.toString());
        }
        JsonObject claims = jws.claims();
        String name = claims.string("iss");
        TrustedIssuer issuer = issuers.get(name);
        if (issuer == null) {
            return Reading.refused(
                    Reason.WRONG_ISSUER, "token says " + Quoted.text(name) + ", expected " + issuers.keySet());
        }
        Optional<VerificationKey> key = find(issuer, jws.keyId());
        return key.isPresent() ? read(jws, issuer, key.get(), claims, alike) : unknownKey(issuer, jws.keyId());
    }

    private static Optional<VerificationKey> find(TrustedIssuer issuer, String keyId) {
        Optional<VerificationKey> known = issuer.keys().current().find(keyId);
        return known.isPresent() ? known : issuer.keys().refetchFor(keyId).find(keyId);
    }

    private Reading read(Jws jws, TrustedIssuer issuer, VerificationKey key, JsonObject claims, Good alike) {
        if (key.algorithm() != jws.algorithm()) {
            return wrongAlgorithm(jws, "[" + key.algorithm().wireName() + "], the key's");
        }
        if (!jws.isSignedBy(key)) {
            return Reading.refused(Reason.BAD_SIGNATURE, "key " + key.keyId() + " did not sign this");
        }
        Claims read = ClaimsReader.read(claims);
        if (claims.has("cnf")) {
            return Reading.refused(
                    Reason.PROOF_MISSING, "token is bound to a key (cnf), expected: a bearer token, or a proof");
        }
        var token = new JudgedToken(jws.compact(), issuer, key, read, alike.token());
        if (!alike.isLike(jws, token)) {
            lastGood = new Good(Optional.of(jws), Optional.of(token));
        }
        return new Reading.Signed(token);
    }

    private static Reading wrongAlgorithm(Jws jws, String expected) {
        return Reading.refused(
                Reason.WRONG_ALGORITHM, "token says " + jws.algorithm().wireName() + ", expected " + expected);
    }

    private static Reading unknownKey(TrustedIssuer issuer, String keyId) {
        KeySet held = issuer.keys().current();
        String said = "token says " + Quoted.text(keyId) + ", ";
        return held == KeySet.EMPTY
                ? Reading.refused(Reason.NO_KEYS, said + "and no keys of the issuer are known")
                : Reading.refused(Reason.UNKNOWN_KEY, said + "expected one of " + held.keyIds());
    }
}
