/**
 * JSON as RFC 8259 defines it, and nothing more: what two parsers might read differently is refused.
 *
 * <p>Start at {@link ripcord.verifier.json.Json}. Not exported: services never see these types.
 */
@NullMarked
package ripcord.verifier.json;

import org.jspecify.annotations.NullMarked;
