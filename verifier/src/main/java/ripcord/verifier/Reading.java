package ripcord.verifier;

import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Rejected;

/** What reading a token gave, before anything that changes with time is asked. */
sealed interface Reading {
    /** The issuer's key signed it, and its claims are those of an access token. */
    record Signed(JudgedToken token) implements Reading {}

    record Refused(Rejected rejected) implements Reading {}

    static Reading refused(Reason reason, String detail) {
        return new Refused(new Rejected(reason, detail));
    }
}
