package ripcord.acceptance.chaos;

import java.util.Optional;

/// A row of the failure matrix.
///
/// @param title       as one types it
/// @param breaks      what is broken, in words
/// @param heals       how it heals, in words
/// @param inShortForm whether it is run with the tests: it takes less than 20 s, and shows what no other of them does
/// @param knownFault  why it does not pass today; empty: it passes
record Row(
        String title,
        String breaks,
        String heals,
        Setup setup,
        Fault fault,
        boolean inShortForm,
        Optional<String> knownFault) {

    static Row of(String title, String breaks, String heals, Setup setup, Fault fault) {
        return new Row(title, breaks, heals, setup, fault, false, Optional.empty());
    }

    Row alsoInShortForm() {
        return new Row(title, breaks, heals, setup, fault, true, knownFault);
    }

    /// The run then tells when it passes.
    Row fails(String why) {
        return new Row(title, breaks, heals, setup, fault, false, Optional.of(why));
    }

    @Override
    public String toString() {
        return title;
    }
}
