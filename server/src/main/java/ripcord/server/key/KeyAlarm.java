package ripcord.server.key;

import java.util.Locale;

/// What somebody should look at before a signing key becomes a danger.
public enum KeyAlarm {
    /// It signs although its time is over: some verifier has not confirmed its successor, or the server slept.
    LATE,
    /// It signs although a second announce window is over too: nothing has rotated it.
    OVERDUE,
    /// Its private half does not open: it was sealed under another master key, or changed.
    DOES_NOT_OPEN;

    /// As JSON, events and metrics hold it.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
