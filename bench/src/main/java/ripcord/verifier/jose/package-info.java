/// What measurements need of the verifier's signatures; nothing of it is part of the library.
@NullMarked
package ripcord.verifier.jose;

import org.jspecify.annotations.NullMarked;
