package ripcord.verifier;

import java.security.SecureRandom;
import java.util.function.LongSupplier;
import ripcord.verifier.feed.Clocks;

/// A whole verifier, stated and put together as a service does it, on clocks that the test moves. In the verifier's own
/// package, because no service has any business with its clocks.
public final class OnMovedClock {
    private OnMovedClock() {}

    /// What [VerifierBuilder#build()] does, and nothing else but that.
    ///
    /// @param monoNanos  in place of [System#nanoTime()]
    /// @param wallMillis in place of [System#currentTimeMillis()]
    public static Verifier build(VerifierBuilder stated, LongSupplier monoNanos, LongSupplier wallMillis) {
        var clocks = new Clocks() {
            @Override
            public long monoNanos() {
                return monoNanos.getAsLong();
            }

            @Override
            public long wallMillis() {
                return wallMillis.getAsLong();
            }
        };
        return Assembly.start(stated.settings(), clocks, new SecureRandom());
    }
}
