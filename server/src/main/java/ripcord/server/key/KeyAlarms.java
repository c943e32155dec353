package ripcord.server.key;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.tenant.TenantId;

/// Which keys are alarming, and who was told. Thread-safe.
public final class KeyAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(KeyAlarms.class);

    private final Map<TenantId, Map<String, KeyAlarm>> raised = new ConcurrentHashMap<>();
    private final List<Consumer<Raised>> listeners = new CopyOnWriteArrayList<>();

    /// One alarm.
    public record Raised(TenantId tenant, String kid, KeyAlarm alarm) {}

    KeyAlarms() {}

    void onRaised(Consumer<Raised> listener) {
        listeners.add(listener);
    }

    void update(TenantId tenant, List<KeyStatus> keys) {
        var found = new HashMap<String, KeyAlarm>();
        for (var key : keys) {
            if (key.alarm() != null) {
                found.put(key.key().kid(), key.alarm());
            }
        }
        var before = found.isEmpty() ? raised.remove(tenant) : raised.put(tenant, Map.copyOf(found));
        found.forEach((kid, alarm) -> {
            if (before == null || before.get(kid) != alarm) {
                tell(new Raised(tenant, kid, alarm));
            }
        });
    }

    void forget(TenantId tenant) {
        raised.remove(tenant);
    }

    private void tell(Raised one) {
        LOG.warn("signing key needs attention tenant={} kid={} alarm={}", one.tenant, one.kid, one.alarm.wireName());
        listeners.forEach(listener -> listener.accept(one));
    }

    List<Raised> now() {
        return raised.entrySet().stream()
                .flatMap(ring -> ring.getValue().entrySet().stream()
                        .map(key -> new Raised(ring.getKey(), key.getKey(), key.getValue())))
                .toList();
    }
}
