package ripcord.bench.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The signatures of some tokens, taken apart beforehand, by an engine that keeps its key: the limit of every
/// verification. For one thread.
final class BareSignature implements Contender {
    private final Signature engine;
    private final Map<String, Parts> parts = new HashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
    private record Parts(byte[] signed, byte[] signature) {}

    BareSignature(Issuer issuer, List<String> tokens) throws GeneralSecurityException {
        this.engine = issuer.signing().newEngine();
        engine.initVerify(issuer.key());
        for (String token : tokens) {
            int dot = token.lastIndexOf('.');
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            parts.put(token, new Parts(token.substring(0, dot).getBytes(US_ASCII), signature));
        }
    }

    @Override
    public Object verify(String token) throws GeneralSecurityException {
        var part = requireNonNull(parts.get(token));
        engine.update(part.signed);
        if (!engine.verify(part.signature)) {
            throw new IllegalStateException("refused");
        }
        return part;
    }
}
