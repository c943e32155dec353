package ripcord.server.apikey;

/// What became of the wish to delete a key.
public sealed interface Deletion {
    /// It proves nothing any more.
    record Deleted(ApiKey key) implements Deletion {}

    /// There is none of that id which the holder's key covers.
    record Unknown() implements Deletion {}

    /// It is the last that may do everything, and nobody could make such a key again.
    record LastOfAll() implements Deletion {}
}
