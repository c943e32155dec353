package ripcord.acceptance.chaos;

/// What is asked of an installation.
enum Operation {
    SIGN_IN("sign in", 4),
    CHECK("session check", 12),
    REFRESH("refresh", 8),
    END("end", 3),
    INTROSPECT("introspect", 8),
    VERIFY("verify", 4);

    private final String title;
    private final int perSecond;

    Operation(String title, int perSecond) {
        this.title = title;
        this.perSecond = perSecond;
    }

    String title() {
        return title;
    }

    /// How often the load asks for it, whatever became of what it asked before.
    int perSecond() {
        return perSecond;
    }
}
