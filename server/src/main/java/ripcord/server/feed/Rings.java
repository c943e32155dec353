package ripcord.server.feed;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import ripcord.server.tenant.TenantId;

/// The rings of signing keys, as streams tell of them: names and times, never a key.
public interface Rings {
    /// A key of a ring.
    ///
    /// @param state     as the feed names it
    /// @param notBefore from when it signs, RFC 3339
    record Named(String kid, String state, String notBefore) {}

    /// Makes the tenant's ring, if that is still to be done.
    void prepare(TenantId tenant);

    /// The tenants of `scope`.
    List<TenantId> tenants(FeedScope scope);

    /// What verifiers are told of the tenant's ring; nothing as long as nobody has needed it.
    List<Named> named(TenantId tenant);

    /// The kids that a verifier may say it holds.
    Set<String> kids(TenantId tenant);

    /// Runs `listener` when a ring has changed.
    void onChanged(Consumer<TenantId> listener);
}
