/// Subjects: who signs in, and what they may do.
///
/// Start at [ripcord.server.subject.Subjects]. Depends on `database`, `tenant` and `revocation`.
@NullMarked
package ripcord.server.subject;

import org.jspecify.annotations.NullMarked;
