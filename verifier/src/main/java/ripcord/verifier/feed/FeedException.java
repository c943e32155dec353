package ripcord.verifier.feed;

/**
 * What the server sent is not the feed, or can't be true. The stream is cut; what it said before stays.
 *
 * <p>Carries no stack trace, and never quotes what was sent.
 */
public final class FeedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FeedException(String message) {
        super(message, null, false, false);
    }
}
