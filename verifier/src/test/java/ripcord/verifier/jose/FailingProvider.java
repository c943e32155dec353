package ripcord.verifier.jose;

import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Map;

/** A provider whose Ed25519 takes a key and then throws what nobody declared. */
final class FailingProvider extends Provider {
    private static final long serialVersionUID = 1;

    FailingProvider() {
        super("Failing", "1", "fails");
        putService(new Service(this, "Signature", "Ed25519", Failing.class.getName(), List.of(), Map.of()) {
            @Override
            public Object newInstance(Object constructorParameter) {
                return new Failing();
            }
        });
    }

    private static final class Failing extends SignatureSpi {
        @Override
        protected void engineInitVerify(PublicKey publicKey) {}

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
            throw new IllegalStateException("secret");
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
