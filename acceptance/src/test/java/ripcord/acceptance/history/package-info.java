/// What was seen, and pure functions that decide whether it may be. Nothing here starts or calls anything.
@NullMarked
package ripcord.acceptance.history;

import org.jspecify.annotations.NullMarked;
