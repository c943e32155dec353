package ripcord.sample.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ripcord.verifier.Verification;
import ripcord.verifier.VerifiedToken;
import ripcord.verifier.Verifier;

/**
 * Notes when a token is refused for the first time: its verifier is asked again and again, as by many requests, and
 * besides a watch tells when the sign-in was taken back. Times are {@link System#nanoTime} of this process.
 */
final class Observation {
    private static final long BETWEEN_CHECKS = Duration.ofNanos(200_000).toNanos();
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Verifier verifier;
    private final String compact;
    private final CountDownLatch done = new CountDownLatch(2);
    private volatile String reason = "none";
    private volatile long lastAccepted;
    private volatile long refused;
    private volatile long told;

    Observation(Verifier verifier, VerifiedToken token, String compact) {
        this.verifier = verifier;
        this.compact = compact;
        verifier.watch(token, this::told);
        Thread thread = new Thread(this::check, "observation");
        thread.setDaemon(true);
        thread.start();
    }

    private void told() {
        told = System.nanoTime();
        done.countDown();
    }

    private void check() {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < until) {
            long began = System.nanoTime();
            if (verifier.verify(compact) instanceof Verification.Rejected rejected) {
                refused = System.nanoTime();
                reason = rejected.reason().name();
                done.countDown();
                return;
            }
            lastAccepted = began;
            LockSupport.parkNanos(BETWEEN_CHECKS);
        }
    }

    /** Waits for both, and tells them: {@code last-accepted refused told reason}, 0 for what has not been. */
    String awaitResult() {
        try {
            boolean both = done.await(10, TimeUnit.SECONDS);
            return lastAccepted + " " + refused + " " + told + " " + (both ? reason : "none");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "0 0 0 none";
        }
    }
}
