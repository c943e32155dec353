/**
 * What the verifier asks the server for: keys, what a token is worth now, and what an authorization reference stands
 * for. Asked once by all who wait for the same, and kept as long as the log and the bounds allow.
 */
@NullMarked
package ripcord.verifier.remote;

import org.jspecify.annotations.NullMarked;
