/// Black box: the packaged server, services that embed the verifier, a backend and clients, as processes.
///
/// Start at [ripcord.acceptance.WalkTest]. Times of several processes are compared by the monotonic clock,
/// which on Linux is one for the whole machine.
@NullMarked
package ripcord.acceptance;

import org.jspecify.annotations.NullMarked;
