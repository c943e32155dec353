package ripcord.server.relay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import ripcord.server.feed.Confirmation;
import ripcord.server.tenant.TenantId;
import ripcord.verifier.feed.Downstream.Behind;

/// Waits for those behind a relay, for whoever upstream asks. A wait holds something for each verifier, and lasts for
/// as long as the slowest may accept; so there are only so many at a time, two of them for each tenant, and who asks
/// meanwhile shares the next one of its tenant. Thread-safe.
///
/// Nothing is lost by waiting for more than was asked: who uses the log up to a position uses it up to each before. A
/// wait that begins late may end after whoever asks has seen that nobody can accept any more, which is as good.
final class SharedWaits {
    /// Each as large as there are verifiers.
    static final int AT_ONCE = 32;

    /// So that those whose verifiers are slow hold up themselves before others.
    static final int OF_EACH = 2;

    /// Who asks beyond that gets no answer, and goes on to wait until nobody behind can accept.
    static final int MOST_ASKING = 10_000;

    private final Wait wait;
    private final Map<Optional<TenantId>, Group> next = new LinkedHashMap<>();
    private final List<Optional<TenantId>> running = new ArrayList<>();
    private int asking;

    /// Waits for those behind.
    @FunctionalInterface
    interface Wait {
        /// As [ripcord.server.feed.Confirmations#await].
        ///
        /// @param tenant whose verifiers; empty for all
        Confirmation await(Optional<TenantId> tenant, long seq, Consumer<Confirmation> soFar);
    }

    private record Asking(CompletableFuture<Behind> done, Consumer<Behind> soFar) {}

    /// Those who share a wait.
    private static final class Group {
        final List<Asking> all = new ArrayList<>();
        long seq;
    }

    SharedWaits(Wait wait) {
        this.wait = wait;
    }

    /// As [ripcord.verifier.feed.Downstream#asked].
    CompletableFuture<Behind> asked(Optional<TenantId> tenant, long seq, Consumer<Behind> soFar) {
        var one = new Asking(new CompletableFuture<>(), soFar);
        if (join(tenant, seq, one)) {
            begin();
        }
        return one.done;
    }

    private synchronized boolean join(Optional<TenantId> tenant, long seq, Asking one) {
        if (asking == MOST_ASKING) {
            return false;
        }
        asking++;
        var group = next.computeIfAbsent(tenant, _ -> new Group());
        group.all.add(one);
        group.seq = Math.max(group.seq, seq);
        return true;
    }

    private void begin() {
        take().ifPresent(shared -> Thread.ofVirtual().name("relay-confirmation").start(() -> run(shared)));
    }

    private synchronized Optional<Map.Entry<Optional<TenantId>, Group>> take() {
        if (running.size() == AT_ONCE) {
            return Optional.empty();
        }
        var first = next.entrySet().stream()
                .filter(group -> Collections.frequency(running, group.getKey()) < OF_EACH)
                .findFirst()
                .map(Map.Entry::copyOf);
        first.ifPresent(shared -> {
            next.remove(shared.getKey());
            running.add(shared.getKey());
        });
        return first;
    }

    private void run(Map.Entry<Optional<TenantId>, Group> shared) {
        var group = shared.getValue();
        try {
            var found = wait.await(shared.getKey(), group.seq, soFar -> tell(group, soFar));
            if (found.complete()) {
                group.all.forEach(one -> one.done.complete(count(found)));
            } else {
                tell(group, found);
            }
        } finally {
            end(shared);
            begin();
        }
    }

    private static void tell(Group group, Confirmation soFar) {
        group.all.forEach(one -> one.soFar.accept(count(soFar)));
    }

    private synchronized void end(Map.Entry<Optional<TenantId>, Group> shared) {
        running.remove(shared.getKey());
        asking -= shared.getValue().all.size();
    }

    private static Behind count(Confirmation confirmation) {
        var count = confirmation.count();
        return new Behind(count.confirmed(), count.expired(), count.missing());
    }
}
