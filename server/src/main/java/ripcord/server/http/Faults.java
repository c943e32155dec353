package ripcord.server.http;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a request, all of it, before anything is done. For one thread.
final class Faults {
    private static final int LONGEST_NAME = 64;

    private final List<Fault> found = new ArrayList<>(0);
    private boolean unreadable;

    /// A value that is missing or not acceptable.
    void invalid(String field, String expected) {
        found.add(new Fault(field, expected));
    }

    /// A name that should not be there, or not twice.
    void unreadable(String field, String expected) {
        unreadable = true;
        found.add(new Fault(field, expected));
    }

    /// What is wrong with a policy that stands at `prefix`.
    void add(String prefix, List<ripcord.server.policy.Fault> policy) {
        for (var fault : policy) {
            unreadable |= fault.unknown();
            found.add(new Fault(prefix + fault.field(), fault.expected()));
        }
    }

    /// Refuses the request if anything was found.
    void refuse() {
        if (!found.isEmpty()) {
            throw new Refusal(unreadable ? Code.MALFORMED : Code.INVALID, found).toException();
        }
    }

    /// A name that a client made up, safe to be told back: somebody may have written a token where a name belongs.
    static String nameable(String name) {
        boolean plain = !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && !name.startsWith("rc_")
                && name.chars().allMatch(c -> c > 0x20 && c < 0x7F);
        return plain ? name : "(a name that is not repeated here)";
    }
}
