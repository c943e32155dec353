package ripcord.server.redis;

/// Redis cannot be used now. The message says why, for the operator.
final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RedisUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
