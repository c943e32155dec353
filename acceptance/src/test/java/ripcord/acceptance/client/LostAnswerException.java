package ripcord.acceptance.client;

import java.io.Serial;

/// The connection broke before there was an answer: whether the request had an effect is not known.
public final class LostAnswerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    LostAnswerException(Throwable cause) {
        super(cause);
    }
}
