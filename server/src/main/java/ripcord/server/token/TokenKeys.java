package ripcord.server.token;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.key.SealedKey;
import ripcord.server.key.Sealer;
import ripcord.server.token.SqlTokenKeyStore.Row;

/// The keys of outer tags, sealed in the store. Sessions begin under the newest; an older one stays until the last
/// session that began under it is over. Thread-safe.
public final class TokenKeys {
    private static final int KEY_BYTES = 32;
    private static final int HIGHEST_ID = 255;
    private static final Duration ROTATE_EVERY = Duration.ofDays(90);
    /// A sign-in that read the newest id just before the rotation has long written its row.
    private static final Duration LINGER = Duration.ofHours(1);
    /// Every server has long read what is so old.
    private static final Duration TAKEN_UP = Duration.ofMinutes(1);

    private final Database database;
    private final SqlTokenKeyStore store;
    private final Sealer sealer;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Map<Integer, Open> open = new ConcurrentHashMap<>();
    private volatile int newest;

    private record Open(SecretKeySpec key, Instant createdAt) {}

    /// Opens the store's token keys, and makes the first one of a new store.
    ///
    /// @param random must be unpredictable
    /// @throws IllegalArgumentException if the master key is not the one that this store was made with
    public TokenKeys(Database database, Sealer sealer, RandomGenerator random, InstantSource clock) {
        this.database = database;
        this.store = new SqlTokenKeyStore(database);
        this.sealer = sealer;
        this.random = random;
        this.clock = clock;
        database.onTold(SqlTokenKeyStore.TOPIC, (sql, _) -> fromOthers(sql));
        var rows = store.all();
        if (rows.isEmpty()) {
            add(1);
        }
        // Another server may have been quicker with the first.
        take(store.all());
        newest = store.all().getLast().id();
    }

    /// Sessions begin under it here only later: a third server may not have it yet.
    private Runnable fromOthers(Sql sql) {
        var rows = SqlTokenKeyStore.all(sql);
        return () -> take(rows);
    }

    private void take(List<Row> rows) {
        for (var row : rows) {
            var known = open.get(row.id());
            if (known == null || !known.createdAt.equals(row.createdAt())) {
                open(row);
            }
        }
        open.keySet().retainAll(rows.stream().map(Row::id).toList());
    }

    /// Whether a row's key was sealed under the sealer's master key.
    ///
    /// @param id     the key's
    /// @param sealed as the row holds it
    public static boolean opens(Sealer sealer, int id, byte[] sealed) {
        return sealer.open(new SealedKey(sealed), place(id)).isPresent();
    }

    private void open(Row row) {
        open.put(row.id(), new Open(Tags.key(unsealed(row)), row.createdAt()));
    }

    private byte[] unsealed(Row row) {
        return sealer.open(row.sealed(), place(row.id()))
                .orElseThrow(() -> new IllegalArgumentException("master key: it does not open token key " + row.id()
                        + " (expected: the master key that this store was made with)"));
    }

    /// The key that copies of sessions are sealed under where nodes share them; made by whoever wants it first.
    ///
    /// @return 32 bytes
    public byte[] ofCopies() {
        var fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        var row = database.query(SqlTokenKeyStore::ofCopies)
                .orElseGet(() -> database.write(tx -> {
                    store.insert(tx, row(SqlTokenKeyStore.OF_COPIES, fresh));
                    return SqlTokenKeyStore.ofCopies(tx.sql()).orElseThrow();
                }));
        return unsealed(row);
    }

    /// Whether the store has no token key yet.
    public static boolean areNone(Database database) {
        return database.query(SqlTokenKeyStore::all).isEmpty();
    }

    /// Whether all of the store's token keys open under that master key; also if there is none yet.
    public static boolean open(Database database, Sealer sealer) {
        return database.query(SqlTokenKeyStore::sealed).stream()
                .allMatch(row -> sealer.open(row.sealed(), place(row.id())).isPresent());
    }

    /// Seals all of them anew, under another master key, in the caller's transaction.
    ///
    /// @return how many there are
    /// @throws IllegalArgumentException if one does not open under the former
    public static int reseal(Transaction tx, Sealer former, Sealer next) {
        var rows = SqlTokenKeyStore.sealed(tx.sql());
        for (var row : rows) {
            var plain = former.open(row.sealed(), place(row.id()))
                    .orElseThrow(() -> new IllegalArgumentException("master key: it does not open token key " + row.id()
                            + " (expected: the master key that this store was made with)"));
            SqlTokenKeyStore.reseal(tx, row.id(), next.seal(plain, place(row.id())));
        }
        return rows.size();
    }

    private static byte[][] place(int id) {
        return new byte[][] {
            Sealer.part("token key"),
            ByteBuffer.allocate(Integer.BYTES).putInt(id).array()
        };
    }

    private void add(int id) {
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        var row = row(id, bytes);
        boolean added = database.write(tx -> store.insert(tx, row));
        if (added) {
            open.put(id, new Open(Tags.key(bytes), row.createdAt()));
            newest = id;
        }
    }

    private Row row(int id, byte[] key) {
        return new Row(id, sealer.seal(key, place(id)), clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /// The id of the key that new sessions begin under.
    public int newest() {
        return newest;
    }

    @Nullable
    SecretKeySpec key(int id) {
        var found = open.get(id);
        return found == null ? null : found.key;
    }

    /// Replaces the newest when it is due, and drops what no session needs. To be called every hour or so.
    public void maintain() {
        var now = clock.instant();
        takeUpNewest(now);
        var current = open.get(newest);
        if (current == null || !now.isBefore(current.createdAt.plus(ROTATE_EVERY))) {
            freeId().ifPresent(this::add);
        }
        for (int id : superseded(now)) {
            boolean removed = database.write(tx -> store.remove(tx, id));
            if (removed) {
                open.remove(id);
            }
        }
    }

    private void takeUpNewest(Instant now) {
        open.entrySet().stream()
                .filter(key -> key.getValue().createdAt.plus(TAKEN_UP).isBefore(now))
                .max(Comparator.comparing(key -> key.getValue().createdAt))
                .ifPresent(key -> newest = key.getKey());
    }

    /// Ids go round: one that was dropped long ago may come again, for another key.
    private Optional<Integer> freeId() {
        return IntStream.rangeClosed(1, HIGHEST_ID)
                .map(step -> (newest + step - 1) % HIGHEST_ID + 1)
                .filter(id -> !open.containsKey(id))
                .boxed()
                .findFirst();
    }

    private List<Integer> superseded(Instant now) {
        var created = open.values().stream().map(Open::createdAt).max(Comparator.naturalOrder());
        if (created.isEmpty() || now.isBefore(created.get().plus(LINGER))) {
            return List.of();
        }
        return open.keySet().stream().filter(id -> id != newest).toList();
    }
}
