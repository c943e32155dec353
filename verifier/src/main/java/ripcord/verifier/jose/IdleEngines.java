package ripcord.verifier.jose;

import java.security.Signature;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Engines that a key was handed to already, and that nobody uses at the moment: to look one up among the providers and
 * to hand it the key takes longer than all else about a token but the arithmetic. Thread-safe, without locks.
 *
 * <p>An engine is for one thread at a time: whoever takes one has it alone until it is put back. What threads are there
 * is not known, and there may be a new one for each request; so a thread's number only says where it looks first, and
 * who finds none makes one.
 */
final class IdleEngines {
    private static final int PLACES = 16;
    /** Places are this far apart, so that two processors do not wait for each other's. */
    private static final int APART = 16;

    private final AtomicReferenceArray<@Nullable Signature> places = new AtomicReferenceArray<>(PLACES * APART);

    /** One that nobody else has from now on, if there is one where this thread looks. */
    @Nullable
    Signature take() {
        int place = place();
        return places.getPlain(place) == null ? null : places.getAndSet(place, null);
    }

    /** Leaves it to others, in the state that it was in before it was used. */
    void put(Signature engine) {
        places.setRelease(place(), engine);
    }

    private static int place() {
        return (int) (Thread.currentThread().getId() % PLACES) * APART;
    }
}
