/**
 * Verifies access tokens inside a service, without a call, and refuses those that were taken back.
 *
 * <p>A verifier holds the live part of the server's revocation log in memory, and knows how fresh its copy is. Needs
 * Java 17 and nothing else; faster with a native provider on the class path.
 */
@NullMarked
package ripcord.verifier;

import org.jspecify.annotations.NullMarked;
