package ripcord.bench.verify;

/// Something that verifies access tokens of one issuer, as its documentation recommends.
@FunctionalInterface
interface Contender extends AutoCloseable {
    /// What it makes of the token; throws if it does not accept it.
    Object verify(String token) throws Exception;

    @Override
    default void close() {}
}
