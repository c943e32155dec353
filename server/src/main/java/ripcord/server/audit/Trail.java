package ripcord.server.audit;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which request an event belongs to. Known to all that happens on the request's thread, and carried along to the
/// thread that writes, so that no publisher can forget it.
///
/// @param requestId as the answer's `X-Request-Id` has it
/// @param sender    what [#addressPrefix()] is; asked for only when an event is written, by whatever thread does that
public record Trail(String requestId, Supplier<String> sender) {
    private static final ScopedValue<Trail> CURRENT = ScopedValue.newInstance();

    /// The sender's address, its last 8 bits (IPv4) or 80 bits (IPv6) zero; empty if unknown.
    public String addressPrefix() {
        return sender.get();
    }

    /// The running request's; null outside of requests.
    public static @Nullable Trail current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// Runs `work` as a part of that request.
    public static <T> T of(Trail trail, ScopedValue.CallableOp<? extends T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, trail).call(work);
    }

    /// The same `action`, as a part of that request; of none if it is null.
    public static Runnable carried(@Nullable Trail trail, Runnable action) {
        return trail == null ? action : () -> ScopedValue.where(CURRENT, trail).run(action);
    }
}
