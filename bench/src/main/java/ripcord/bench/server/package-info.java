/// The server, pinned to one processor and asked from another one by the product's own driver, beside the HTTP server
/// and the store that it stands on, and beside other servers.
///
/// Start at [ripcord.bench.server.ServerMain].
@NullMarked
package ripcord.bench.server;

import org.jspecify.annotations.NullMarked;
