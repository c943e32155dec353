package ripcord.verifier.http;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A whole answer of the server. */
public final class Answer {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** Not copied: read only. */
    public byte[] body() {
        return body;
    }

    /** Milliseconds of {@code Retry-After}, if it is given in seconds. */
    public static OptionalLong retryAfterMillis(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(SECONDS.asMatchPredicate())
                .map(seconds -> OptionalLong.of(Long.parseLong(seconds) * 1000))
                .orElseGet(OptionalLong::empty);
    }
}
