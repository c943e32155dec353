package ripcord.verifier.jose;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who verifies signatures: Amazon Corretto's provider when it is on the class path, for it is several times faster;
 * else Bouncy Castle when it is there; else the JDK. None of them is registered by this, so nothing else changes.
 */
final class SignatureProviders {
    private static final String ED25519 = "Ed25519";
    private static final String PSS = "RSASSA-PSS";
    /** RFC 7518 section 3.5: the salt is as long as the hash. */
    private static final PSSParameterSpec PSS_SHA256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private static final Map<SignatureAlgorithm, Implementation> PREFERRED = choose();

    private SignatureProviders() {}

    /** One provider's way of one algorithm. */
    record Implementation(Provider provider, String keyFactory, String signature) {
        PublicKey decode(byte[] encoded) {
            try {
                return newKeyFactory().generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                throw JoseException.malformed("a key that " + provider.getName() + " does not take");
            }
        }

        /** Corretto's verifies with Ed25519, but leaves making keys of it to the JDK unless a property says otherwise. */
        private KeyFactory newKeyFactory() throws NoSuchAlgorithmException {
            return provider.getService("KeyFactory", keyFactory) == null
                    ? KeyFactory.getInstance(keyFactory)
                    : KeyFactory.getInstance(keyFactory, provider);
        }

        Signature newSignature() throws NoSuchAlgorithmException {
            Signature engine = Signature.getInstance(signature, provider);
            if (signature.equals(PSS)) {
                setSalt(engine);
            }
            return engine;
        }

        private static void setSalt(Signature engine) throws NoSuchAlgorithmException {
            try {
                engine.setParameter(PSS_SHA256);
            } catch (InvalidAlgorithmParameterException e) {
                throw new NoSuchAlgorithmException(e);
            }
        }

        private boolean works() {
            if (provider.getService("Signature", signature) == null) {
                return false;
            }
            try {
                if (signature.equals(ED25519)) {
                    newSignature().initVerify(decode(PublicKeyInfo.ed25519(Ed25519Point.BASE)));
                } else {
                    newSignature();
                }
                return true;
            } catch (GeneralSecurityException | JoseException e) {
                return false;
            }
        }
    }

    static Implementation preferred(SignatureAlgorithm algorithm) {
        Implementation implementation = PREFERRED.get(algorithm);
        if (implementation == null) {
            throw JoseException.malformed("this JVM has no provider for " + algorithm.wireName());
        }
        return implementation;
    }

    /** All that can do it, the fastest first. */
    static List<Implementation> all(SignatureAlgorithm algorithm) {
        var providers = new ArrayList<Provider>();
        provider("AmazonCorrettoCryptoProvider", "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")
                .ifPresent(providers::add);
        provider("BC", "org.bouncycastle.jce.provider.BouncyCastleProvider").ifPresent(providers::add);
        providers.addAll(List.of(Security.getProviders()));
        return providers.stream()
                .map(provider -> implementation(provider, algorithm))
                .filter(Implementation::works)
                .distinct()
                .toList();
    }

    private static Map<SignatureAlgorithm, Implementation> choose() {
        var chosen = new EnumMap<SignatureAlgorithm, Implementation>(SignatureAlgorithm.class);
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            all(algorithm).stream().findFirst().ifPresent(first -> chosen.put(algorithm, first));
        }
        return chosen;
    }

    private static Implementation implementation(Provider provider, SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case ES256 -> new Implementation(provider, "EC", "SHA256withECDSA");
            case EDDSA -> new Implementation(provider, ED25519, ED25519);
            case RS256 -> new Implementation(provider, "RSA", "SHA256withRSA");
            case PS256 -> new Implementation(provider, "RSA", PSS);
        };
    }

    /** The registered provider of that name, else a new one of that class, else none. */
    private static Optional<Provider> provider(String name, String className) {
        Provider registered = Security.getProvider(name);
        if (registered != null) {
            return Optional.of(registered);
        }
        try {
            var type = Class.forName(className).asSubclass(Provider.class);
            return Optional.of(type.getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            // Not on the class path, or its native library is for another platform.
            return Optional.empty();
        }
    }
}
