package ripcord.verifier.feed;

import java.util.ArrayList;
import java.util.List;

/** A follower that offers evidence to the holdings, as a connection does, and remembers what it was told. */
final class Recorder implements Follower {
    final List<Object> told = new ArrayList<>();
    private final Holdings holdings;

    Recorder(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public void greeted(Hello hello) {
        told.add(hello);
    }

    @Override
    public void learned(List<Entry> news) {
        told.addAll(news);
    }

    @Override
    public void caughtUp() {
        told.add("caught up");
    }

    @Override
    public void fresh(Evidence evidence) {
        holdings.offer(evidence);
    }

    @Override
    public void confirmed(ConfirmAsked asked) {
        told.add(asked);
    }

    @Override
    public void keys(KeyNews news) {
        told.add(news);
    }

    @Override
    public void bye(long retryMillis) {
        told.add("bye " + retryMillis);
    }
}
