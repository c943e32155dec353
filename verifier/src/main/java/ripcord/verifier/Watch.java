package ripcord.verifier;

/** A watch that {@link Verifier#watch} began. */
public interface Watch extends AutoCloseable {
    /** Ends the watch: what is not running yet will not run. Closing twice does nothing. */
    @Override
    void close();
}
