/// Signing in: a trusted backend states who it is, and a session begins.
///
/// Start at [ripcord.server.signin.SignIns]. Depends on `session` and what is below it.
@NullMarked
package ripcord.server.signin;

import org.jspecify.annotations.NullMarked;
