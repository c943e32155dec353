/// Keys: the master key, what is sealed under it, and every tenant's ring of signing keys.
///
/// Start at [ripcord.server.key.SigningKeys]. Depends on `database`, `tenant`, `policy` and `revocation`; knows nothing
/// of sessions and tokens.
@NullMarked
package ripcord.server.key;

import org.jspecify.annotations.NullMarked;
