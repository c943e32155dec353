package ripcord.server.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import ripcord.server.tenant.TenantId;

/// The exports that are being written, so many of one tenant at a time: each may take as long as its reader
/// does, and has left the [Shares]. Thread-safe.
final class Exports {
    private final int most;
    private final Map<TenantId, Integer> running = new ConcurrentHashMap<>();

    /// @param most of one tenant
    Exports(int most) {
        this.most = most;
    }

    /// One more.
    ///
    /// @return false if there are too many: nothing is to be left then
    boolean enter(TenantId tenant) {
        var entered = new AtomicBoolean();
        running.compute(tenant, (_, known) -> {
            int count = known == null ? 0 : known;
            entered.set(count < most);
            return entered.get() ? Integer.valueOf(count + 1) : known;
        });
        return entered.get();
    }

    /// One that was let in is over.
    void leave(TenantId tenant) {
        running.computeIfPresent(tenant, (_, count) -> count > 1 ? count - 1 : null);
    }
}
