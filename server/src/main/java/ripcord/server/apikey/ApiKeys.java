package ripcord.server.apikey;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Cursor;
import ripcord.server.database.Database;
import ripcord.server.database.Page;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.tenant.TenantId;

/// All API keys, held in memory by the hash of what proves them. Thread-safe.
public final class ApiKeys {
    private static final String TOPIC = "api_key";
    private static final int ID_BYTES = 12;
    private static final Comparator<ApiKey> OLDEST_FIRST =
            Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id);

    private final Database database;
    private final SqlApiKeyStore store = new SqlApiKeyStore();
    private final RandomGenerator random;
    private final InstantSource clock;
    private final KeyUses uses;
    private final KeyCounts counts;
    private final Map<ByteBuffer, ApiKey> byHash = new ConcurrentHashMap<>();
    private final List<Consumer<ApiKey>> deletionListeners = new CopyOnWriteArrayList<>();

    /// @param random        must be unpredictable: the keys come from it
    /// @param mostPerTenant how many keys a tenant may have. Those whose wishes share a commit do not see each
    ///                      other, so it can become a few more
    public ApiKeys(Database database, RandomGenerator random, InstantSource clock, int mostPerTenant) {
        this.database = database;
        this.random = random;
        this.clock = clock;
        database.onTold(TOPIC, this::fromOthers);
        byHash.putAll(database.query(store::all));
        uses = new KeyUses(database, store);
        counts = new KeyCounts(mostPerTenant);
        byHash.values().forEach(counts::add);
    }

    private Runnable fromOthers(Sql sql, String id) {
        var current = store.find(sql, id);
        return () -> current.ifPresentOrElse(
                found -> know(found.getKey(), found.getValue()),
                () -> byHash.entrySet().stream()
                        .filter(known -> known.getValue().id().equals(id))
                        .toList()
                        .forEach(known -> deleted(known.getKey(), known.getValue())));
    }

    private void know(ByteBuffer hash, ApiKey key) {
        if (byHash.put(hash, key) == null) {
            counts.add(key);
        }
    }

    private void deleted(ByteBuffer hash, ApiKey key) {
        forget(hash, key);
        deletionListeners.forEach(listener -> listener.accept(key));
    }

    /// What a new key is to be.
    ///
    /// @param expiresAt null if it has no end
    public record Wish(
            String name,
            TenantScope scope,
            Set<Right> rights,
            @Nullable Instant expiresAt) {
        /// Copies the set.
        public Wish {
            rights = Set.copyOf(rights);
        }
    }

    /// The key that `text` proves; empty if there is none, or it is over.
    ///
    /// @param text whatever was sent
    public Optional<ApiKey> find(String text) {
        if (!ApiKeyToken.looksLikeOne(text)) {
            return Optional.empty();
        }
        var found = byHash.get(ApiKeyToken.hash(text));
        var now = clock.instant();
        if (found == null || found.isExpiredAt(now)) {
            return Optional.empty();
        }
        uses.note(found.id(), now);
        return Optional.of(found);
    }

    /// Whether `key`, which was good a moment ago, still is: it was not deleted since, nor is it over.
    public boolean isGood(ApiKey key) {
        return byHash.containsValue(key) && !key.isExpiredAt(clock.instant());
    }

    /// Makes a key, if its tenants may have one more; durable when this returns.
    public Creation create(Wish wish) {
        var token = ApiKeyToken.random(random);
        return database.write(tx -> {
            var full = counts.full(wish.scope);
            return full.isPresent()
                    ? new Creation.TooMany(full.get())
                    : new Creation.Created(token, insert(tx, token, wish));
        });
    }

    /// Something that proves a key which does not exist yet, for [#insert].
    public ApiKeyToken token() {
        return ApiKeyToken.random(random);
    }

    /// Makes a key in the caller's transaction, however many there are.
    public ApiKey insert(Transaction tx, ApiKeyToken token, Wish wish) {
        var key = new ApiKey(
                id(), wish.name(), wish.scope(), wish.rights(), Instant.ofEpochMilli(tx.now()), wish.expiresAt());
        var hash = ApiKeyToken.hash(token.reveal());
        store.insert(tx, hash, key);
        tx.afterCommit(() -> know(hash, key));
        tx.tell(TOPIC, key.id());
        return key;
    }

    /// The keys that `holder` covers, oldest first.
    ///
    /// @param cursor of an earlier page; empty text for the first
    public Page<ApiKey> list(ApiKey holder, Cursor cursor, int limit) {
        var found = byHash.values().stream()
                .filter(key -> holder.covers(key) && cursor.isBefore(key.createdAt(), key.id()))
                .sorted(OLDEST_FIRST)
                .limit(limit + 1L)
                .toList();
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, limit),
                        Optional.of(after(found.get(limit - 1)).text()));
    }

    private static Cursor after(ApiKey key) {
        return Cursor.after(key.createdAt(), key.id());
    }

    /// Deletes a key: from now on it proves nothing, and whoever listens cuts what was opened with it.
    ///
    /// @param holder       who wishes it
    /// @param allowLockout also the last key that may do everything
    public Deletion delete(ApiKey holder, String id, boolean allowLockout) {
        return database.write(tx -> delete(tx, holder, id, allowLockout));
    }

    /// By the rows and not by memory, which does not know yet what shares the commit: of the last two keys one stays.
    private Deletion delete(Transaction tx, ApiKey holder, String id, boolean allowLockout) {
        var all = store.all(tx.sql());
        var found = all.entrySet().stream()
                .filter(entry -> entry.getValue().id().equals(id) && holder.covers(entry.getValue()))
                .findFirst();
        tx.acknowledge();
        if (found.isEmpty()) {
            return new Deletion.Unknown();
        }
        var key = found.get().getValue();
        if (!allowLockout && isLastOfAll(key, all.values(), tx.instant())) {
            return new Deletion.LastOfAll();
        }
        store.delete(tx, id);
        tx.afterCommit(() -> deleted(found.get().getKey(), key));
        tx.tell(TOPIC, id);
        return new Deletion.Deleted(key);
    }

    private void forget(ByteBuffer hash, ApiKey key) {
        if (byHash.remove(hash) != null) {
            counts.remove(key);
        }
        uses.forget(key.id());
    }

    /// A key that ends by itself does not stand in for one that has no end.
    private static boolean isLastOfAll(ApiKey key, Collection<ApiKey> all, Instant now) {
        return key.mayDoEverything()
                && !key.isExpiredAt(now)
                && all.stream()
                        .filter(other -> !other.id().equals(key.id()) && !other.isExpiredAt(now))
                        .noneMatch(other ->
                                other.mayDoEverything() && (other.expiresAt() == null || key.expiresAt() != null));
    }

    /// When a key was last used, to the minute; empty if it never was.
    public Optional<Instant> lastUsedAt(ApiKey key) {
        return uses.of(key.id());
    }

    /// Whether a key is worth anything now.
    public boolean isActive(ApiKey key) {
        return !key.isExpiredAt(clock.instant());
    }

    /// Writes when keys were used. To be called every few seconds, and before the end.
    public void writeUses() {
        uses.write();
    }

    /// The keys that are for that tenant and no other.
    public List<ApiKey> onlyFor(TenantId tenant) {
        var only = new TenantScope.Only(Set.of(tenant));
        return byHash.values().stream().filter(key -> key.scope().equals(only)).toList();
    }

    /// Deletes, in the caller's transaction, the keys that are for that tenant and no other. Listeners are not told:
    /// who deletes a tenant lets its streams end in their own way.
    public List<ApiKey> deleteOnlyFor(Transaction tx, TenantId tenant) {
        var only = new TenantScope.Only(Set.of(tenant));
        var found = store.all(tx.sql()).entrySet().stream()
                .filter(entry -> entry.getValue().scope().equals(only))
                .toList();
        for (var entry : found) {
            store.delete(tx, entry.getValue().id());
            tx.afterCommit(() -> forget(entry.getKey(), entry.getValue()));
            tx.tell(TOPIC, entry.getValue().id());
        }
        return found.stream().map(Map.Entry::getValue).toList();
    }

    /// Runs `listener` for every key that was deleted, after it proves nothing any more, on the writer's thread: be
    /// quick.
    /// It runs also if whoever deleted the key was not told how that ended.
    public void onDeleted(Consumer<ApiKey> listener) {
        deletionListeners.add(listener);
    }

    private String id() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
