/// What measurements need of the verifier's inside; nothing of it is part of the library.
@NullMarked
package ripcord.verifier;

import org.jspecify.annotations.NullMarked;
