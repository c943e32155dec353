package ripcord.verifier.feed;

import org.jspecify.annotations.Nullable;

/**
 * What was so when a stream was asked for.
 *
 * @param sent just before the request was
 * @param resume from where it was asked to go on, if not from a snapshot
 */
record Opening(Moment sent, @Nullable Position resume) {}
