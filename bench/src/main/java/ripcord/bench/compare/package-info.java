/// The revocation strategies side by side, each against the same server: `./dev/compare`.
@NullMarked
package ripcord.bench.compare;

import org.jspecify.annotations.NullMarked;
