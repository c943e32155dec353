package ripcord.acceptance.history;

import java.util.ArrayList;
import java.util.List;
import ripcord.acceptance.history.Known.Progress;

/// What a server says about a session after it was killed and started again.
///
/// @param exists        whether it shows the session at all
/// @param shownEnded    whether it shows it as ended
/// @param accessActive  whether introspection calls the newest access token active
/// @param refreshActive whether introspection calls the token that its holder would present active
/// @param refreshed     whether that token was then exchanged
/// @param inLog         whether the live log holds the entry that an end was acknowledged with
public record Found(
        boolean exists,
        boolean shownEnded,
        boolean accessActive,
        boolean refreshActive,
        boolean refreshed,
        boolean inLog) {

    /// What cannot be, given what the journal knows.
    public List<String> faults(Known known) {
        List<String> faults = new ArrayList<>();
        if (known.created() != Progress.ACKNOWLEDGED) {
            return faults;
        }
        if (!exists) {
            faults.add("acknowledged session lost");
        }
        switch (known.ended()) {
            case ACKNOWLEDGED -> mustBeOver(faults);
            case NEVER -> mustLive(faults);
            case ASKED -> mustBeOneOrTheOther(faults);
        }
        return faults.stream().map(fault -> fault + ": " + known + " " + this).toList();
    }

    private void mustBeOver(List<String> faults) {
        if ((exists && !shownEnded) || accessActive || refreshActive || refreshed) {
            faults.add("acknowledged end alive");
        }
        if (!inLog) {
            faults.add("acknowledged entry lost");
        }
    }

    private void mustLive(List<String> faults) {
        // Introspection may call a token inactive whose answer was lost: it is spent, and good for recovery only.
        if (!refreshed) {
            faults.add("refresh chain broken");
        }
        if (shownEnded || !accessActive) {
            faults.add("ended by nobody");
        }
    }

    private void mustBeOneOrTheOther(List<String> faults) {
        if (shownEnded ? accessActive || refreshActive || refreshed : !accessActive || !refreshed) {
            faults.add("ended by half");
        }
    }
}
