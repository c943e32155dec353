/// A relay: follows the feed as a verifier does, and serves it as a server does, so that a server has few streams and
/// verifiers are many.
///
/// Start at [ripcord.server.relay.Upstream]. The one package that uses the verifier's library: what it follows with is
/// what verifiers follow with. Serving is [ripcord.server.feed]'s.
@NullMarked
package ripcord.server.relay;

import org.jspecify.annotations.NullMarked;
