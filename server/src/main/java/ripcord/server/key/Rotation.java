package ripcord.server.key;

import java.time.Instant;

/// What became of the wish to rotate: the announced key signs as soon as the rules allow.
///
/// @param kid      the key that will sign
/// @param activeAt from when on, as things stand; earlier, but never before it was announced for long enough, once
///                 every verifier holds it
public record Rotation(String kid, Instant activeAt) {}
