package ripcord.server.feed;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What of subscriptions outlives a process, and what the servers on one store know of each other's.
interface SubscriptionStore {
    /// One that is kept.
    ///
    /// @param lostAt  null while its stream lives, as far as is known
    /// @param serving whether the server that has the stream is there
    record Stored(Subscription subscription, @Nullable Instant lostAt, boolean serving) {}

    /// This server's name.
    String self();

    /// Whether there may be others.
    boolean isShared();

    /// Whether there are others.
    boolean hasOthers();

    /// Whether this one does what one of all has to.
    boolean isFirst();

    /// Whether that server is there.
    boolean isServing(String node);

    /// Durable when it returns, and known to every server.
    void insert(Subscription subscription);

    void delete(Collection<String> ids);

    /// Says to other servers that its stream has ended.
    void lost(String id, Instant at);

    /// Keeps what verifiers said last, for the other servers to look up.
    void report(List<Map.Entry<String, Report>> latest);

    /// What verifiers said last, by subscription, as far as it was kept.
    Map<String, Report> reports();

    List<Stored> all();

    /// Runs `listener` when another server has changed what is kept of a subscription; empty when it is gone.
    void onTold(BiConsumer<String, Optional<Stored>> listener);

    /// Keeps nothing. For who is alone, and whom nobody asks any more for those that it had before.
    SubscriptionStore NONE = new SubscriptionStore() {
        @Override
        public String self() {
            return "";
        }

        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public boolean hasOthers() {
            return false;
        }

        @Override
        public boolean isFirst() {
            return true;
        }

        @Override
        public boolean isServing(String node) {
            return true;
        }

        @Override
        public void insert(Subscription subscription) {}

        @Override
        public void delete(Collection<String> ids) {}

        @Override
        public void lost(String id, Instant at) {}

        @Override
        public void report(List<Map.Entry<String, Report>> latest) {}

        @Override
        public Map<String, Report> reports() {
            return Map.of();
        }

        @Override
        public List<Stored> all() {
            return List.of();
        }

        @Override
        public void onTold(BiConsumer<String, Optional<Stored>> listener) {}
    };
}
