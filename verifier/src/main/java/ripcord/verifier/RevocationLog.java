package ripcord.verifier;

import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Evidence;

/** The copy of the revocation log, as far as judging a token needs it. Thread-safe; nothing here waits. */
interface RevocationLog {
    /** How fresh the copy is, and what the server said of its clock and policy. To be taken before {@link #entries()}. */
    Evidence evidence();

    EntrySet entries();

    /** Whether that evidence is about this tenant at all. */
    boolean tellsOf(String tenant, Evidence evidence);
}
