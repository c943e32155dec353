package ripcord.server.feed;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import ripcord.server.key.KeyState;
import ripcord.server.key.RingKey;
import ripcord.server.key.SigningKeys;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// The rings of the server that signs. Thread-safe.
public final class OwnRings implements Rings {
    private final SigningKeys keys;
    private final Tenants tenants;
    private final InstantSource clock;

    /// The rings in `keys` of those in `tenants`.
    public OwnRings(SigningKeys keys, Tenants tenants, InstantSource clock) {
        this.keys = keys;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    public void prepare(TenantId tenant) {
        keys.list(tenant);
    }

    /// Also those whose rings nobody has needed since this start: their verifiers have evidence from the beginning.
    @Override
    public List<TenantId> tenants(FeedScope scope) {
        return tenants.all().stream().map(Tenant::id).filter(scope::includes).toList();
    }

    @Override
    public List<Named> named(TenantId tenant) {
        var now = clock.instant();
        return keys.known(tenant).stream()
                .filter(key -> key.state(now) != KeyState.GONE)
                .map(key -> named(key, now))
                .toList();
    }

    private static Named named(RingKey key, Instant now) {
        return new Named(key.kid(), key.state(now).wireName(), key.activeAt().toString());
    }

    /// Not only those of a ring that is in use here already: it may have been another server that told of it.
    @Override
    public Set<String> kids(TenantId tenant) {
        return keys.list(tenant).stream().map(RingKey::kid).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void onChanged(Consumer<TenantId> listener) {
        keys.onChanged(listener);
    }
}
