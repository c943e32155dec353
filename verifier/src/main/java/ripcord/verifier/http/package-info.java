/**
 * How the verifier talks to the server: deadlines, limits, no redirects, and no plain http but to this machine.
 *
 * <p>Start at {@link ripcord.verifier.http.Http}.
 */
@NullMarked
package ripcord.verifier.http;

import org.jspecify.annotations.NullMarked;
