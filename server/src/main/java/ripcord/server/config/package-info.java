/// What the operator decides at start: flags, environment, file, and what holds if none of them says.
///
/// Start at [ripcord.server.config.Config]; the words for all of it are in [ripcord.server.config.Key]. Depends on
/// nothing.
@NullMarked
package ripcord.server.config;

import org.jspecify.annotations.NullMarked;
