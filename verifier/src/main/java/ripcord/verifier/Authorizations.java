package ripcord.verifier;

import java.util.Optional;

/** Asking the server what stands behind an authorization reference. Thread-safe. */
interface Authorizations {
    /**
     * What the server says, or said and nothing has voided since; empty if it knows nothing of the reference.
     *
     * @throws AuthorizationUnavailableException if it did not answer
     */
    Optional<Authorization> find(JudgedToken token, String reference);
}
