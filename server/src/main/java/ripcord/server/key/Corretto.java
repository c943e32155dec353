package ripcord.server.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Amazon's provider, in native code. A class of its own for the same reason as [BouncyCastle].
final class Corretto {
    private static final Logger LOG = LoggerFactory.getLogger(Corretto.class);

    private Corretto() {}

    /// Null where its library does not load.
    static @Nullable Provider provider() {
        var provider = AmazonCorrettoCryptoProvider.INSTANCE;
        var fault = provider.getLoadingError();
        if (fault == null) {
            return provider;
        }
        LOG.info("native signatures unavailable, slower ones are used reason=\"{}\"", fault.getMessage());
        return null;
    }
}
