package ripcord.server.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Amazon's provider, in native code. A class of its own for the same reason as [BouncyCastle].
final class Corretto {
    private static final Logger LOG = LoggerFactory.getLogger(Corretto.class);

    /// Has it make keys for this curve too: those of others it translates for each signature.
    private static final String ED25519_KEYS = "com.amazon.corretto.crypto.provider.registerEdKeyFactory";

    private Corretto() {}

    /// Null where its library does not load.
    static @Nullable Provider provider() {
        System.setProperty(ED25519_KEYS, "true");
        var provider = AmazonCorrettoCryptoProvider.INSTANCE;
        var fault = provider.getLoadingError();
        if (fault == null) {
            return provider;
        }
        LOG.info("native signatures unavailable, slower ones are used reason=\"{}\"", fault.getMessage());
        return null;
    }
}
