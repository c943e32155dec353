package ripcord.verifier;

import java.util.List;
import java.util.Map;

/**
 * What a subject may do, as the server says. Unlike the claims of a token this follows changes: an answer is used again
 * only until the log says that it is old.
 */
public final class Authorization {
    private final List<String> roles;
    private final List<String> entitlements;
    private final Map<String, Object> attributes;
    private final long asOf;

    Authorization(List<String> roles, List<String> entitlements, Map<String, Object> attributes, long asOf) {
        this.roles = List.copyOf(roles);
        this.entitlements = List.copyOf(entitlements);
        this.attributes = attributes;
        this.asOf = asOf;
    }

    public List<String> roles() {
        return roles;
    }

    public List<String> entitlements() {
        return entitlements;
    }

    /** As the operator stored them: strings, numbers, booleans, lists and maps. Unmodifiable. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    /** The position of the revocation log that this was read at: what is newer voids it. */
    public long asOf() {
        return asOf;
    }

    @Override
    public String toString() {
        return "Authorization[roles=" + roles + ", entitlements=" + entitlements + ", asOf=" + asOf + "]";
    }
}
