package ripcord.acceptance.chaos;

import java.time.Duration;

/// One question and what became of it. Moments are of [System#nanoTime], which is one for all processes of a machine.
///
/// @param node    who was asked, from 0; for [Operation#VERIFY] which verifier
/// @param session the client's own number for it
/// @param since   when the credential that was shown was asked for
/// @param begun   just before it was asked
/// @param done    just after the answer was there, or was given up
/// @param counts  for availability: asked by the load, where a load balancer sends it
/// @param detail  for whoever reads a fault
record Asked(
        Operation operation,
        int node,
        int session,
        long since,
        long begun,
        long done,
        Outcome outcome,
        boolean counts,
        String detail) {

    enum Outcome {
        /// Done; or the credential is good.
        ACCEPTED,
        /// The credential is not good.
        REFUSED,
        /// It says that it cannot now, and that nothing was done.
        UNAVAILABLE,
        /// It says that it does not know whether it was done.
        UNKNOWN,
        /// No answer.
        LOST,
        /// An answer that it must not give.
        WRONG
    }

    boolean isServed() {
        return outcome == Outcome.ACCEPTED || outcome == Outcome.REFUSED;
    }

    Duration took() {
        return Duration.ofNanos(done - begun);
    }

    @Override
    public String toString() {
        return "%s of session %d at %s %d, answered %s%s after %d ms"
                .formatted(
                        operation.title(),
                        session,
                        operation == Operation.VERIFY ? "verifier" : "node",
                        node,
                        outcome,
                        detail.isEmpty() ? "" : " (" + detail + ")",
                        took().toMillis());
    }
}
