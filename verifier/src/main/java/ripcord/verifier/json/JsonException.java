package ripcord.verifier.json;

/**
 * The text is not JSON as {@link Json} accepts it, or a member is missing or of another type than asked for.
 *
 * <p>Carries no stack trace: whoever sends garbage should not decide how much work it makes. The message never quotes
 * the text, only names of members that the caller asked for.
 */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public JsonException(String message) {
        super(message, null, false, false);
    }
}
