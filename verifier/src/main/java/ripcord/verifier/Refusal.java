package ripcord.verifier;

import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Rejected;

/** Why a token is not accepted, before it is said how fresh the evidence was. */
record Refusal(Reason reason, String detail) {
    Rejected knowing(Freshness freshness) {
        return new Rejected(reason, detail, freshness);
    }
}
