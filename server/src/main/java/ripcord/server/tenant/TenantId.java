package ripcord.server.tenant;

import java.util.Optional;
import java.util.regex.Pattern;

/// A tenant's name as paths, cookies and issuers hold it: at most 63 lower-case letters, digits and inner hyphens.
public record TenantId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /// The tenant that a new store has.
    public static final TenantId DEFAULT = new TenantId("default");

    /// Refuses another form.
    public TenantId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("tenant: " + value + " (expected: " + FORM + ")");
        }
    }

    /// The tenant of that name; empty if nothing could have it.
    public static Optional<TenantId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TenantId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
