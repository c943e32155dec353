/// A load driver: sends HTTP requests over kept-alive connections, and tells how long their answers took.
///
/// Start at [ripcord.server.load.Load]. Knows HTTP and nothing of the server, which it meets as any client does.
@NullMarked
package ripcord.server.load;

import org.jspecify.annotations.NullMarked;
