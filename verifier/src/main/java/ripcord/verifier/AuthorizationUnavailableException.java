package ripcord.verifier;

/** The server did not say what a token's holder may do, and nothing that it said before is still good. */
public final class AuthorizationUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AuthorizationUnavailableException(String message) {
        super(message);
    }
}
