package ripcord.verifier.jose;

import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Optional;

/// An issuer's keys, used by a provider that the measurement chooses and not the one that the verifier would.
public final class ChosenKeys {
    private ChosenKeys() {}

    /// The keys, used by that provider.
    ///
    /// @param provider what the provider's name begins with
    public static KeySet by(String provider, byte[] jwks) {
        return KeySet.parse(jwks)
                .with(key -> key.by(SignatureProviders.all(key.algorithm()).stream()
                        .filter(one -> one.provider().getName().startsWith(provider))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no provider " + provider + "... of " + key))));
    }

    /// The keys, and in place of the arithmetic a provider that finds every signature good. All else stays: looking
    /// the engine up, handing it the key, what was signed, and the signature in the form that providers take.
    public static KeySet withoutSignature(byte[] jwks) {
        var granting = new Granting();
        return KeySet.parse(jwks).with(key -> {
            var usual = SignatureProviders.preferred(key.algorithm());
            return key.by(new SignatureProviders.Implementation(granting, usual.keyFactory(), usual.signature()));
        });
    }

    private static final class Granting extends Provider {
        private static final long serialVersionUID = 1;

        Granting() {
            super("Granting", "1", "finds every signature good");
            for (String name : List.of("SHA256withECDSA", "SHA256withRSA", "Ed25519")) {
                putService(new Service(this, "Signature", name, Yes.class.getName(), null, null) {
                    @Override
                    public Object newInstance(Object constructorParameter) {
                        return new Yes();
                    }
                });
            }
        }
    }

    private static final class Yes extends SignatureSpi {
        private Optional<PublicKey> key = Optional.empty();

        @Override
        protected void engineInitVerify(PublicKey publicKey) {
            key = Optional.of(publicKey);
        }

        @Override
        protected void engineInitSign(PrivateKey privateKey) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineUpdate(byte b) {}

        @Override
        protected void engineUpdate(byte[] bytes, int from, int length) {}

        @Override
        protected byte[] engineSign() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return key.isPresent();
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException();
        }
    }
}
