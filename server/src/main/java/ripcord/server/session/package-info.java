/// Sessions: one sign-in of one subject on one device. Everything else is derived from its row.
///
/// Start at [ripcord.server.session.Sessions]. Depends on `database`, `tenant`, `revocation`, `policy` and `subject`.
@NullMarked
package ripcord.server.session;

import org.jspecify.annotations.NullMarked;
