package ripcord.verifier.feed;

/** The server wants to be told when everything up to {@code seq} is in use. */
record ConfirmAsked(String confirmation, long seq) {}
