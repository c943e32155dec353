package ripcord.bench.verify;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/// The ES256 signatures of some tokens, ready to be verified: the floor under every verification. For one thread.
final class BareSignatures {
    private final PublicKey key;
    private final Signature signature;
    private final List<byte[]> inputs;
    private final List<byte[]> values;

    BareSignatures(PublicKey key, List<String> tokens) throws GeneralSecurityException {
        this.key = key;
        this.signature = Signature.getInstance("SHA256withECDSAinP1363Format", AmazonCorrettoCryptoProvider.INSTANCE);
        this.inputs = tokens.stream()
                .map(token -> token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII))
                .toList();
        this.values = tokens.stream()
                .map(token -> Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1)))
                .toList();
    }

    boolean verify(int index) throws GeneralSecurityException {
        signature.initVerify(key);
        signature.update(inputs.get(index));
        return signature.verify(values.get(index));
    }
}
