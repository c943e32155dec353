/// What the feed takes: many subscribers in a few processes, one server, and what becomes of them.
///
/// Start at [ripcord.bench.feed.FeedMain]. Subscribers are verifiers, or the crowd of
/// [ripcord.verifier.feed.Crowd], which has their parser and their entries and no thread for each.
@NullMarked
package ripcord.bench.feed;

import org.jspecify.annotations.NullMarked;
