/// The feed: the revocation log on its way to verifiers, how fresh it is there, and who has confirmed what.
///
/// Start at [ripcord.server.feed.FeedStreams] for a stream, at [ripcord.server.feed.Confirmations] for a confirmed
/// revocation. Depends on `revocation`, `key` and `policy`; nothing here knows HTTP.
@NullMarked
package ripcord.server.feed;

import org.jspecify.annotations.NullMarked;
