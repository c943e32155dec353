package ripcord.acceptance.history;

import java.util.Base64;

/// One refresh as its caller saw it.
///
/// @param party      who presented it; the server tells parties by their user agent
/// @param generation of the token that was presented
/// @param asked      by [System#nanoTime]
/// @param answered   by [System#nanoTime]; [Long#MAX_VALUE] for [Outcome.Lost]
public record Presentation(String party, int generation, long asked, long answered, Outcome outcome) {

    /// What came back.
    public sealed interface Outcome {
        /// The answer carried a refresh token.
        ///
        /// @param generation of that token
        record Granted(int generation) implements Outcome {}

        record SignedOut() implements Outcome {}

        /// No answer: it happened, or it did not.
        record Lost() implements Outcome {}
    }

    public boolean isLost() {
        return outcome instanceof Outcome.Lost;
    }

    /// The generation that an opaque token names in the clear: `spec/opaque-tokens.md`.
    public static int generationOf(String token) {
        byte[] bytes = Base64.getUrlDecoder().decode(token.substring("rc_r_".length()));
        int generation = 0;
        for (int i = 18; i < 22; i++) {
            generation = (generation << 8) | (bytes[i] & 0xff);
        }
        return generation;
    }
}
