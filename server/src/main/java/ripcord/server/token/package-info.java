/// Credentials as text: session tokens and refresh tokens, which only this server can read, and access tokens, which
/// everybody can.
///
/// Start at [ripcord.server.token.OpaqueTokens] and [ripcord.server.token.AccessTokens]. Depends on `session` and
/// `key` and what is below them.
@NullMarked
package ripcord.server.token;

import org.jspecify.annotations.NullMarked;
