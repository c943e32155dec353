/// `ripcord demo`: a server and three services as processes, a sign-in, its end, and when each service refused.
///
/// Start at [ripcord.server.demo.Demo]. Uses the server as its users do, over HTTP and as a process; depends on nothing
/// of ours.
@NullMarked
package ripcord.server.demo;

import org.jspecify.annotations.NullMarked;
