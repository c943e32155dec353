package ripcord.server.key;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// The provider in pure Java. A class of its own, so that nobody else has to be verified against it: its jar is signed,
/// and to load one class of it the JVM digests them all, a third of a second of every start.
final class BouncyCastle {
    private BouncyCastle() {}

    static Provider provider() {
        return new BouncyCastleProvider();
    }
}
