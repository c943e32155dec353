package ripcord.verifier;

import ripcord.verifier.remote.Introspected;

/** Asking the server whether a token is active. Thread-safe. */
interface Introspection {
    /**
     * Waits for the answer, but not for long.
     *
     * @param boundNanos how old an answer may be that was kept
     */
    Introspected ask(TrustedIssuer issuer, String compact, long boundNanos);
}
