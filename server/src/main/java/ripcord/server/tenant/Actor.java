package ripcord.server.tenant;

import org.jspecify.annotations.Nullable;

/// Who did it, for histories and events.
///
/// @param id the API key's id, or the subject; null for the server itself
public record Actor(Kind kind, @Nullable String id) {
    /// The server itself: expiry, theft noticed.
    public static final Actor SYSTEM = new Actor(Kind.SYSTEM, null);

    private static final String API_KEY = "api_key:";
    private static final String SUBJECT = "subject:";

    /// What kind of somebody.
    public enum Kind {
        SYSTEM,
        API_KEY,
        SUBJECT
    }

    /// The holder of an API key.
    public static Actor apiKey(String id) {
        return new Actor(Kind.API_KEY, id);
    }

    /// The signed-in person.
    public static Actor subject(String subject) {
        return new Actor(Kind.SUBJECT, subject);
    }

    /// The inverse of [#toString()].
    public static Actor parse(String text) {
        if (text.equals("system")) {
            return SYSTEM;
        }
        if (text.startsWith(API_KEY)) {
            return apiKey(text.substring(API_KEY.length()));
        }
        if (text.startsWith(SUBJECT)) {
            return subject(text.substring(SUBJECT.length()));
        }
        throw new IllegalArgumentException("actor: " + text + " (expected: one that this version knows)");
    }

    /// `system`, `api_key:ID` or `subject:SUB`.
    @Override
    public String toString() {
        return switch (kind) {
            case SYSTEM -> "system";
            case API_KEY -> API_KEY + id;
            case SUBJECT -> SUBJECT + id;
        };
    }
}
