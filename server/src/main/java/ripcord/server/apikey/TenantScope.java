package ripcord.server.apikey;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import ripcord.server.tenant.TenantId;

/// For which tenants a key's rights are.
public sealed interface TenantScope {
    /// How [All] is written.
    String ALL = "*";

    /// Every tenant, also those that come later, and what belongs to none.
    record All() implements TenantScope {}

    /// These tenants, and nothing else.
    record Only(Set<TenantId> tenants) implements TenantScope {
        /// Copies the set.
        public Only {
            if (tenants.isEmpty()) {
                throw new IllegalArgumentException("tenants: none (expected: at least one)");
            }
            tenants = Set.copyOf(tenants);
        }
    }

    /// Whether the scope has that tenant.
    default boolean includes(TenantId tenant) {
        return switch (this) {
            case All _ -> true;
            case Only(var tenants) -> tenants.contains(tenant);
        };
    }

    /// Whether the scope has all that `other` has.
    default boolean includes(TenantScope other) {
        return switch (this) {
            case All _ -> true;
            case Only(var mine) ->
                switch (other) {
                    case All _ -> false;
                    case Only(var theirs) -> mine.containsAll(theirs);
                };
        };
    }

    /// As JSON and rows hold it: `*` alone, or the tenants in order.
    default List<String> wireNames() {
        return switch (this) {
            case All _ -> List.of(ALL);
            case Only(var tenants) ->
                List.copyOf(tenants.stream().map(TenantId::value).collect(Collectors.toCollection(TreeSet::new)));
        };
    }

    /// The inverse of [#wireNames()].
    static TenantScope ofWireNames(List<String> names) {
        return names.equals(List.of(ALL))
                ? new All()
                : new Only(names.stream().map(TenantId::new).collect(Collectors.toSet()));
    }
}
