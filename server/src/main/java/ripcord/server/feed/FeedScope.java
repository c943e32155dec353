package ripcord.server.feed;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.TenantId;

/// Whose entries a subscription follows.
public sealed interface FeedScope {
    /// Those of one tenant.
    record One(TenantId tenant) implements FeedScope {}

    /// Those of the tenants that the API key names.
    record Named(Set<TenantId> tenants) implements FeedScope {
        /// Copies the set.
        public Named {
            tenants = Set.copyOf(tenants);
        }
    }

    /// Everybody's, also of tenants that are yet to come.
    record All() implements FeedScope {}

    /// Whether entries of that tenant are followed.
    default boolean includes(TenantId tenant) {
        return switch (this) {
            case One(var one) -> one.equals(tenant);
            case Named(var tenants) -> tenants.contains(tenant);
            case All _ -> true;
        };
    }

    /// Whether nothing is followed by `other` that is not followed here.
    default boolean includes(FeedScope other) {
        return switch (other) {
            case One(var one) -> includes(one);
            case Named(var tenants) -> tenants.stream().allMatch(this::includes);
            case All _ -> this instanceof All;
        };
    }

    /// The only tenant; null if there may be several.
    default @Nullable TenantId only() {
        return this instanceof One(var tenant) ? tenant : null;
    }

    /// For a row: `*`, or `=` and one tenant, or names between spaces. No tenant's name has any of these in it.
    default String text() {
        return switch (this) {
            case One(var tenant) -> "=" + tenant.value();
            case Named(var tenants) ->
                tenants.stream().map(TenantId::value).sorted().collect(Collectors.joining(" "));
            case All _ -> "*";
        };
    }

    /// The inverse of [#text()].
    static FeedScope of(String text) {
        if (text.equals("*")) {
            return new All();
        }
        return text.startsWith("=")
                ? new One(new TenantId(text.substring(1)))
                : new Named(Arrays.stream(text.split(" ")).map(TenantId::new).collect(Collectors.toSet()));
    }
}
