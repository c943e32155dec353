package ripcord.server.relay;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import ripcord.server.feed.FeedScope;
import ripcord.server.feed.Rings;
import ripcord.server.tenant.TenantId;

/// The rings that a relay was told of. Names only, as they came: keys are the issuer's to give. Thread-safe.
///
/// A tenant that was named stays named, and what was told of its keys stays told where nothing is: a server that has
/// needed none since its start names the tenant alone.
public final class RelayedRings implements Rings {
    private static final String COMPROMISED = "compromised";

    private final Map<TenantId, List<Named>> rings = new ConcurrentHashMap<>();
    private final List<Consumer<TenantId>> listeners = new CopyOnWriteArrayList<>();

    /// None yet.
    public RelayedRings() {}

    /// Takes what was told; who follows hears of it if it is new.
    void put(TenantId tenant, List<Named> named) {
        boolean saysNothing = named.isEmpty() && rings.containsKey(tenant);
        if (!saysNothing && !named.equals(rings.put(tenant, List.copyOf(named)))) {
            listeners.forEach(listener -> listener.accept(tenant));
        }
    }

    /// The tenants that were named.
    Set<TenantId> tenants() {
        return Set.copyOf(rings.keySet());
    }

    /// Whether the tenant was named.
    public boolean isKnown(TenantId tenant) {
        return rings.containsKey(tenant);
    }

    /// What somebody can hold of a ring, and confirm.
    List<String> confirmable(TenantId tenant) {
        return named(tenant).stream()
                .filter(key -> !key.state().equals(COMPROMISED))
                .map(Named::kid)
                .toList();
    }

    /// A relay makes none.
    @Override
    public void prepare(TenantId tenant) {}

    @Override
    public List<TenantId> tenants(FeedScope scope) {
        return rings.keySet().stream().filter(scope::includes).toList();
    }

    @Override
    public List<Named> named(TenantId tenant) {
        return rings.getOrDefault(tenant, List.of());
    }

    @Override
    public Set<String> kids(TenantId tenant) {
        return named(tenant).stream().map(Named::kid).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void onChanged(Consumer<TenantId> listener) {
        listeners.add(listener);
    }
}
