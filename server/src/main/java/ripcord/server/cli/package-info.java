/// The command line: what an operator types, and what a running server answers to it over HTTP.
///
/// Start at [ripcord.server.cli.Commands]. Knows the server by its wire contract alone; only `Main` knows this package.
@NullMarked
package ripcord.server.cli;

import org.jspecify.annotations.NullMarked;
