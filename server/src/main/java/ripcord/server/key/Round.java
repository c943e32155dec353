package ripcord.server.key;

import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Goes round and round over what there is, some of it at a time. Thread-safe.
final class Round<T> {
    private final Supplier<Iterator<T>> beginning;
    private final int atATime;
    private Iterator<T> rest = Collections.emptyIterator();

    /// @param beginning may go on while what it goes over changes
    Round(Supplier<Iterator<T>> beginning, int atATime) {
        this.beginning = beginning;
        this.atATime = atATime;
    }

    /// Does `work` for the next ones; where there are no more than fit, for all of them.
    synchronized void goOn(Consumer<T> work) {
        if (!rest.hasNext()) {
            rest = beginning.get();
        }
        for (int i = 0; i < atATime && rest.hasNext(); i++) {
            work.accept(rest.next());
        }
    }
}
