package ripcord.verifier;

import java.util.ArrayList;
import java.util.List;
import ripcord.verifier.jose.KeySet;

/** Keys that a test hands over; remembers which were asked for in vain. */
final class HeldKeys implements IssuerKeys {
    private final List<String> askedFor = new ArrayList<>();
    private volatile KeySet current = KeySet.EMPTY;

    HeldKeys(KeySet current) {
        this.current = current;
    }

    void replace(KeySet keys) {
        this.current = keys;
    }

    synchronized List<String> askedFor() {
        return List.copyOf(askedFor);
    }

    @Override
    public KeySet current() {
        return current;
    }

    @Override
    public synchronized KeySet refetchFor(String keyId) {
        askedFor.add(keyId);
        return current;
    }
}
