package ripcord.server.audit;

/// Whether somebody has to know.
public enum Weight {
    /// Happens all day long: told to the events' file, and to the log only at level `DEBUG`.
    ROUTINE("debug"),
    /// Somebody decided it.
    NOTABLE("info"),
    /// Someone may have to act.
    ALARMING("warn");

    private final String level;

    Weight(String level) {
        this.level = level;
    }

    Kind success(Category category) {
        return new Kind(this, Outcome.SUCCESS, category);
    }

    Kind failure(Category category) {
        return new Kind(this, Outcome.FAILURE, category);
    }

    /// As `log.level` holds it.
    public String level() {
        return level;
    }

    /// As `event.kind` holds it.
    public String kind() {
        return this == ALARMING ? "alert" : "event";
    }
}
