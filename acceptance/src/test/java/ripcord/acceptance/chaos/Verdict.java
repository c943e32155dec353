package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.List;

/// What an experiment showed.
///
/// @param checks  the four, in their order
/// @param longest answer, what is excused left out
/// @param losses  what the store lost that had acknowledged it
/// @param asked   how many questions that was found by
record Verdict(Row row, List<Check> checks, Availability availability, Duration longest, Losses losses, int asked) {
    Verdict {
        checks = List.copyOf(checks);
    }

    /// @param faults everything that is wrong with it; empty: it holds
    record Check(List<String> faults) {
        Check {
            faults = List.copyOf(faults);
        }

        boolean holds() {
            return faults.isEmpty();
        }
    }

    boolean passed() {
        return checks.stream().allMatch(Check::holds);
    }

    /// Whether it is as the table says: passed, or failed where a known fault stands.
    boolean isAsExpected() {
        return passed() == row.knownFault().isEmpty();
    }
}
