/// Writing JSON straight to text, for what is written too often to build a tree of it first.
///
/// Start at [ripcord.server.json.JsonText]. Depends on nothing.
@NullMarked
package ripcord.server.json;

import org.jspecify.annotations.NullMarked;
