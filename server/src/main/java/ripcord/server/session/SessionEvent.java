package ripcord.server.session;

/// What a session's history tells of. Stable.
public enum SessionEvent {
    CREATED("created"),
    RENEWED("renewed"),
    /// The answer to a refresh was lost, and the same presenter came back.
    REFRESH_RECOVERED("refresh_recovered"),
    /// The store had lost rotations, and a later token showed it.
    REFRESH_CAUGHT_UP("refresh_caught_up"),
    /// A spent refresh token came back.
    REFRESH_REUSED("refresh_reused"),
    /// A refresh token from before a renewal came.
    REFRESH_SUPERSEDED("refresh_superseded"),
    ENDED("ended");

    private final String wireName;

    SessionEvent(String wireName) {
        this.wireName = wireName;
    }

    /// As JSON and rows hold it.
    public String wireName() {
        return wireName;
    }
}
