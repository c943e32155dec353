package ripcord.server.session;

/// What a session's history tells of. Stable.
public enum SessionEvent {
    CREATED("created"),
    RENEWED("renewed"),
    /// The answer to a refresh was lost, and the same presenter came back.
    REFRESH_RECOVERED("refresh_recovered"),
    /// The store had lost rotations, and a later token showed it.
    REFRESH_CAUGHT_UP("refresh_caught_up"),
    ENDED("ended");

    private final String wireName;

    SessionEvent(String wireName) {
        this.wireName = wireName;
    }

    /// As JSON and rows hold it.
    public String wireName() {
        return wireName;
    }

    static SessionEvent ofWireName(String name) {
        for (var event : values()) {
            if (event.wireName.equals(name)) {
                return event;
            }
        }
        throw new IllegalArgumentException("session event: " + name + " (expected: one that this version knows)");
    }
}
