package ripcord.server.tenant;

import java.util.Optional;

/// A tenant's name as paths, cookies and issuers hold it: at most 63 lower-case letters, digits and inner hyphens.
public record TenantId(String value) {
    private static final int LONGEST = 63;

    /// The tenant that a new store has.
    public static final TenantId DEFAULT = new TenantId("default");

    /// Refuses another form.
    public TenantId {
        if (!isOne(value)) {
            throw new IllegalArgumentException(
                    "tenant: " + value + " (expected: 1 to 63 of a-z 0-9 and, inside, hyphens)");
        }
    }

    /// The tenant of that name; empty if nothing could have it.
    public static Optional<TenantId> parse(String text) {
        return isOne(text) ? Optional.of(new TenantId(text)) : Optional.empty();
    }

    /// By hand, because nearly every request names a tenant.
    private static boolean isOne(String text) {
        int last = text.length() - 1;
        if (last < 0 || last >= LONGEST || text.charAt(0) == '-' || text.charAt(last) == '-') {
            return false;
        }
        for (int i = 0; i <= last; i++) {
            char c = text.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
