package ripcord.server.subject;

import java.util.Base64;
import java.util.random.RandomGenerator;

/// Makes authorization references: 16 bytes, of which 12 are one's own and nobody can guess. Thread-safe.
///
/// A few that are made one after another begin alike, and so lie on one page of an index. Else each would change a page
/// of its own, which is read, written to the log and copied: a sixth of a sign-in where there are a million subjects.
/// Whoever sees two that begin alike learns that their subjects were new at about the same time, and nothing else.
final class References {
    /// What begins alike takes a page, or two.
    static final int TOGETHER = 64;

    private static final int SHARED_BYTES = 4;
    private static final int OWN_BYTES = 12;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final RandomGenerator random;
    private final byte[] shared = new byte[SHARED_BYTES];
    private int left;

    /// @param random must be unpredictable
    References(RandomGenerator random) {
        this.random = random;
    }

    /// One that nobody has.
    synchronized String next() {
        if (left == 0) {
            random.nextBytes(shared);
            left = TOGETHER;
        }
        left--;
        var own = new byte[OWN_BYTES];
        random.nextBytes(own);
        var all = new byte[SHARED_BYTES + OWN_BYTES];
        System.arraycopy(shared, 0, all, 0, SHARED_BYTES);
        System.arraycopy(own, 0, all, SHARED_BYTES, OWN_BYTES);
        return BASE64.encodeToString(all);
    }
}
