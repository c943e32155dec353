/// The server. `Main` is the only place that wires; below it each package is one domain, with its types, its
/// store interface and the implementations together.
@NullMarked
package ripcord.server;

import org.jspecify.annotations.NullMarked;
