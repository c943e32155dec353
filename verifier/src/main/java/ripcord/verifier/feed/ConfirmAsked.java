package ripcord.verifier.feed;

import java.util.Optional;

/**
 * The server wants to be told when everything up to {@code seq} is in use.
 *
 * @param tenant whose entries it is about, if the server says so
 */
record ConfirmAsked(String confirmation, long seq, Optional<String> tenant) {
    ConfirmAsked(String confirmation, long seq) {
        this(confirmation, seq, Optional.empty());
    }
}
