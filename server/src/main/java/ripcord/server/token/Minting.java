package ripcord.server.token;

/// What became of making an access token.
public sealed interface Minting {
    /// It was made.
    record Minted(AccessToken token) implements Minting {}

    /// What it would state was taken back since it was read.
    record TakenBack() implements Minting {}

    /// What the policy puts into it is more than the policy lets it hold.
    ///
    /// @param bytes   how many it would have
    /// @param maximum the policy's `access_token.max_bytes`
    record TooLarge(int bytes, int maximum) implements Minting {}
}
