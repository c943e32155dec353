package ripcord.server.feed;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The streams whose time came at one step. One thread, the runner, goes from one to the next and sends what is due,
/// which takes less than to wake a thread for each. A peer that takes nothing holds it up, so after a step those that
/// are left are woken after all. Each is either run or woken, once. Thread-safe.
final class Round implements Runnable {
    static final Round NONE = new Round(List.of());

    /// A thread for so few would be one more to wake.
    private static final int FEW = 2;

    private final List<FeedStream> due;
    private final AtomicInteger next = new AtomicInteger();

    private Round(List<FeedStream> due) {
        this.due = due;
    }

    static Round start(List<FeedStream> due) {
        var round = new Round(due);
        if (due.size() > FEW) {
            Thread.ofVirtual().name("feed-beat").start(round);
        } else {
            round.wakeLeft();
        }
        return round;
    }

    /// For the runner. Ends when nobody is left; one that is held up ends with the write that holds it up.
    @Override
    public void run() {
        eachLeft(FeedStream::stepInPlace);
    }

    /// The others need not wait for the runner any longer.
    void wakeLeft() {
        eachLeft(FeedStream::wake);
    }

    private void eachLeft(Consumer<FeedStream> what) {
        for (int i = next.getAndIncrement(); i < due.size(); i = next.getAndIncrement()) {
            what.accept(due.get(i));
        }
    }
}
