package ripcord.server;

/// Everything that has to notice that a session's credentials are no longer good. Another one does not compile without
/// a column in [ReachTest].
enum Reached {
    ACCESS_TOKEN_AT_A_VERIFIER,
    ACCESS_TOKEN_AT_INTROSPECTION,
    SESSION_TOKEN,
    REFRESH_BY_COOKIE,
    REFRESH_BY_JSON,
    REFRESH_BY_OAUTH,
    CACHED_AUTHORIZATION,
    OPEN_FEED,
    FEED_OF_A_DELETED_KEY;

    /// Whether `ending` takes it back. A key that is no longer trusted says nothing about what was not signed with it.
    boolean isTakenBackBy(Ending ending) {
        boolean ofSession = switch (ending) {
            case LOGOUT,
                    END,
                    END_OTHERS,
                    SUBJECT,
                    CLIENT,
                    TENANT,
                    LIMIT,
                    REUSE,
                    IDLE,
                    ABSOLUTE,
                    RENEWAL,
                    TENANT_SUSPENDED,
                    TENANT_DELETED,
                    SUBJECT_DISABLED,
                    SUBJECT_ERASED -> true;
            case SIGNING_KEY -> false;
        };
        return switch (this) {
            case ACCESS_TOKEN_AT_A_VERIFIER, ACCESS_TOKEN_AT_INTROSPECTION, OPEN_FEED, FEED_OF_A_DELETED_KEY -> true;
            case SESSION_TOKEN, REFRESH_BY_COOKIE, REFRESH_BY_JSON, REFRESH_BY_OAUTH, CACHED_AUTHORIZATION -> ofSession;
        };
    }
}
