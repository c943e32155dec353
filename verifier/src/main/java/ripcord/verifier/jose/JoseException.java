package ripcord.verifier.jose;

/**
 * A token or a key set that is refused for its form.
 *
 * <p>Carries no stack trace: whoever sends garbage should not decide how much work it makes. The message holds no part
 * of the token but the names of its algorithm and type.
 */
public final class JoseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Fault {
        /** Not a JWS in compact form, or not a key set. */
        MALFORMED,
        /** The header brings or names a key ({@code jwk}, {@code jku}, {@code x5u} …): only the issuer's count. */
        FOREIGN_KEY,
        /** {@code none}, a symmetric algorithm, or one that nobody here knows. */
        ALGORITHM,
        /** What verifies signatures failed, so it is not known whether this one is good. */
        PROVIDER
    }

    private final Fault fault;

    JoseException(Fault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    static JoseException malformed(String message) {
        return new JoseException(Fault.MALFORMED, message);
    }

    public Fault fault() {
        return fault;
    }
}
