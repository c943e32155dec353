/// Introspection (RFC 7662): what a credential is worth now, told to who may ask.
///
/// Start at [ripcord.server.introspection.Introspector]. Depends on `token` and what is below it.
@NullMarked
package ripcord.server.introspection;

import org.jspecify.annotations.NullMarked;
