package ripcord.verifier;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import ripcord.verifier.feed.Clocks;

/**
 * What goes on around verifying: following the log, fetching keys, asking the server, telling listeners.
 *
 * @param issuers whose keys are held
 * @param closing ends all of it, in that order
 */
record Background(
        Clocks clocks,
        List<TrustedIssuer> issuers,
        Watches watches,
        Authorizations authorizations,
        List<Runnable> closing) {
    private static final long LOOK_EVERY_MILLIS = 5;

    Background {
        issuers = List.copyOf(issuers);
        closing = List.copyOf(closing);
    }

    /** Waits until there are keys of every issuer and the log of its tenant is fresh. */
    boolean await(Duration longest, Predicate<String> isFresh) throws InterruptedException {
        long start = clocks.monoNanos();
        while (!issuers.stream().allMatch(issuer -> hasKeys(issuer) && isFresh.test(issuer.tenant()))) {
            if (clocks.monoNanos() - start >= longest.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        return true;
    }

    private static boolean hasKeys(TrustedIssuer issuer) {
        return !issuer.keys().current().isEmpty();
    }

    void close() {
        closing.forEach(Runnable::run);
    }
}
