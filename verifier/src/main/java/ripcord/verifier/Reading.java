package ripcord.verifier;

import ripcord.verifier.Verification.Reason;

/** What reading a token gave, before anything that changes with time is asked. */
sealed interface Reading {
    /** The issuer's key signed it, and its claims are those of an access token. */
    record Signed(JudgedToken token) implements Reading {}

    record Refused(Refusal refusal) implements Reading {}

    static Reading refused(Reason reason, String detail) {
        return new Refused(new Refusal(reason, detail));
    }
}
