package ripcord.server.revocation;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.PartedException;
import ripcord.server.database.Row;
import ripcord.server.database.Salvage;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.tenant.TenantId;

/// The append-only order in which things were taken back. Thread-safe.
///
/// Gapless: a reader that has seen a position never sees a lower one appear, because positions are allotted by one
/// row that the appending transaction holds until it has committed.
public final class RevocationLog implements ReadableLog {
    /// How long an entry lives: longer than any access token or cached copy, clocks that differ included.
    public static final Duration ENTRY_LIFE = Duration.ofMinutes(75);

    private static final String TOPIC = "log";
    private static final String ADVANCE =
            "update revocation_head set seq = case when seq + 1 > ? then seq + 1 else ? end + ? returning seq";
    private static final String INSERT =
            "insert into revocation (seq, tenant, target_type, target, effect, expires_at) values (?, ?, ?, ?, ?, ?)";
    private static final String REVOKED_AFTER =
            "select exists (select 1 from revocation where seq > ? and target = ? and effect = ?)";
    private static final String COLUMNS = "select seq, tenant, target_type, target, effect, expires_at from revocation";

    /// All live equally long, so those that have ended are the oldest.
    private static final String DROP = """
            delete from revocation where seq in (
                select seq from (select seq, expires_at from revocation order by seq limit 200) oldest
                 where expires_at <= ?)
            """;

    private static final int BATCH = 200;
    private static final long LONGEST_SET_BACK = Duration.ofDays(1).toMillis();

    private final Database database;
    private final LiveEntries live;
    private final String logId;
    private final List<Consumer<List<Entry>>> caches = new CopyOnWriteArrayList<>();
    private final List<Runnable> readers = new CopyOnWriteArrayList<>();
    /// The latest time that this server has seen.
    private final AtomicLong latest = new AtomicLong();

    private volatile long position;

    /// What the unit of work that is running has appended. Only the writer touches it.
    private @Nullable Appended running;

    private record Appended(Transaction tx, List<Entry> entries) {}

    private record Stored(long head, String logId, List<Entry> entries) {}

    /// Reads the live part of the log.
    ///
    /// @param random gives a new store its log id
    public RevocationLog(Database database, RandomGenerator random) {
        this.database = database;
        var stored = database.write(tx -> {
            latest.set(tx.now());
            return load(tx, random);
        });
        this.logId = stored.logId;
        this.position = stored.head;
        // What ended before this start may have been swept: nobody resumes from before the oldest that is left.
        long keptSince = stored.entries.isEmpty()
                ? stored.head
                : stored.entries.getFirst().seq() - 1;
        this.live = new LiveEntries(stored.entries, keptSince, stored.head);
        database.onTold(TOPIC, (sql, _) -> fromOthers(sql));
        database.onParted(new Keeper(random));
    }

    /// Adds an entry, in the caller's transaction.
    ///
    /// @param value what [Target#of] takes
    /// @return its position
    public long append(Transaction tx, TenantId tenant, Effect effect, TargetType type, String value) {
        long seq = advance(tx.sql(), tx.instant(), 1);
        var entry = entry(tx, seq, effect, new Named(tenant, type, value));
        insert(tx.sql(), entry);
        collect(tx, entry);
        return seq;
    }

    /// What an entry is about, before it is a [Target].
    ///
    /// @param value what [Target#of] takes
    public record Named(TenantId tenant, TargetType type, String value) {}

    /// Adds an entry for each, without a gap between them: what as many calls of [#append] add, in two statements.
    ///
    /// @param all at least one
    /// @return the position of the first
    public long appendEach(Transaction tx, Effect effect, List<Named> all) {
        long first = advance(tx.sql(), tx.instant(), all.size()) - all.size() + 1;
        var entries = new ArrayList<Entry>(all.size());
        for (var named : all) {
            entries.add(entry(tx, first + entries.size(), effect, named));
        }
        int[] _ = tx.sql()
                .updateEach(
                        INSERT,
                        entries.stream()
                                .map(RevocationLog::values)
                                .map(List::of)
                                .toList());
        entries.forEach(entry -> collect(tx, entry));
        return first;
    }

    private Entry entry(Transaction tx, long seq, Effect effect, Named named) {
        var target = Target.of(named.type, named.tenant, named.value);
        return new Entry(seq, named.tenant, named.type, target, effect, endOf(tx.now()));
    }

    /// A clock that was set back, and is set right while the entry lives, must not end it before what it voids.
    private Instant endOf(long now) {
        long shown = latest.accumulateAndGet(now, Math::max);
        return Instant.ofEpochMilli(Math.min(shown, now + LONGEST_SET_BACK)).plus(ENTRY_LIFE);
    }

    /// @return the last of so many positions, which are the caller's until the commit
    private static long advance(Sql sql, Instant now, int positions) {
        long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
        return sql.number(ADVANCE, micros, micros, positions - 1L);
    }

    private static void insert(Sql sql, Entry entry) {
        sql.also(INSERT, values(entry));
    }

    private static Object[] values(Entry entry) {
        return new Object[] {
            entry.seq(),
            entry.tenant().value(),
            entry.type().wireName(),
            entry.target().bytes(),
            entry.effect().wireName(),
            entry.expiresAt()
        };
    }

    /// One `publish` for all that a unit of work appends, so that readers see all of it or nothing.
    private void collect(Transaction tx, Entry entry) {
        var open = running;
        if (open == null || !open.tx.equals(tx)) {
            var fresh = new Appended(tx, new ArrayList<>());
            tx.afterCommit(() -> publishOwn(List.copyOf(fresh.entries)));
            tx.tell(TOPIC, "");
            running = fresh;
            open = fresh;
        }
        open.entries.add(entry);
    }

    /// Nothing of others lies between: what they had appended was read before the unit of work ran.
    private void publishOwn(List<Entry> entries) {
        running = null;
        publish(entries);
    }

    /// What other servers have appended, and this one has not applied.
    private Runnable fromOthers(Sql sql) {
        var name =
                sql.one("select log from revocation_head", row -> row.text(1)).orElse("");
        if (!name.equals(logId)) {
            throw new PartedException("the store's log has another name: it was restored, or lost what it had"
                    + " acknowledged, and another server found that out");
        }
        var entries = sql.list(COLUMNS + " where seq > ? order by seq", RevocationLog::entry, position);
        return () -> {
            var fresh = entries.stream().filter(entry -> entry.seq() > position).toList();
            if (!fresh.isEmpty()) {
                publish(fresh);
            }
        };
    }

    /// Caches first, the position afterwards: who reads the position and then a cache never sees a copy older than it.
    private void publish(List<Entry> entries) {
        long reached = entries.getLast().seq();
        live.add(entries, reached);
        caches.forEach(cache -> cache.accept(entries));
        position = reached;
        readers.forEach(Runnable::run);
    }

    /// What an entry does, wherever it stands.
    private record Kept(Target target, Effect effect) {
        static Kept of(Entry entry) {
            return new Kept(entry.target(), entry.effect());
        }
    }

    /// What the store should have, and this server has.
    private final class Keeper implements Salvage {
        private final RandomGenerator random;

        Keeper(RandomGenerator random) {
            this.random = random;
        }

        @Override
        public boolean isNeeded(Sql sql, Instant now) {
            return head(sql) < position || !missing(sql, now).isEmpty();
        }

        /// The store has lost entries: it was restored, or failed over to a replica that lacked them. What this node
        /// still holds is appended again, above every position that was given out here: no token that was made
        /// under what is lost outranks an entry. The log gets another name, since positions of before cannot be
        /// compared.
        @Override
        public int write(Sql sql, Instant now) {
            sql.update("update revocation_head set seq = case when seq < ? then ? else seq end", position, position);
            sql.update("update revocation_head set log = ? where log = ?", newName(random), logId);
            var missing = missing(sql, now);
            for (var entry : missing) {
                long seq = advance(sql, now, 1);
                insert(
                        sql,
                        new Entry(
                                seq,
                                entry.tenant(),
                                entry.type(),
                                entry.target(),
                                entry.effect(),
                                now.plus(ENTRY_LIFE)));
            }
            return missing.size();
        }

        private List<Entry> missing(Sql sql, Instant now) {
            var stored = new HashMap<Kept, Long>();
            sql.list(COLUMNS, RevocationLog::entry)
                    .forEach(entry -> stored.merge(Kept.of(entry), entry.seq(), Math::max));
            return live.after(null, -1).entries().stream()
                    .filter(entry -> entry.expiresAt().isAfter(now))
                    .filter(entry -> stored.getOrDefault(Kept.of(entry), -1L) < entry.seq())
                    .toList();
        }
    }

    /// The log's position as the snapshot or transaction of `sql` sees it: what else is read there is not older.
    public long head(Sql sql) {
        return sql.number("select seq from revocation_head");
    }

    /// Whether a live `revoke` entry of `target` comes after `seq`, as the transaction sees it. Memory has what this
    /// node has applied; what shares the commit of `tx` is not applied yet, and is read.
    public boolean revokedAfter(Transaction tx, Target target, long seq) {
        long applied = Math.max(seq, position);
        return live.revokedAfter(target, seq)
                || tx.sql()
                        .one(REVOKED_AFTER, row -> row.flag(1), applied, target.bytes(), Effect.REVOKE.wireName())
                        .orElseThrow();
    }

    @Override
    public String logId() {
        return logId;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public LiveEntries live() {
        return live;
    }

    /// Runs `cache` for every transaction's entries before the position is published, one thread at a time: be quick.
    public void onApplied(Consumer<List<Entry>> cache) {
        caches.add(cache);
    }

    @Override
    public void onPublished(Runnable wake) {
        readers.add(wake);
    }

    /// Drops what has ended, in memory and in the store: there a few at a time, so that whoever ends something
    /// meanwhile does not wait for it.
    public void sweep() {
        int dropped;
        do {
            dropped = database.write(tx -> {
                long _ = latest.accumulateAndGet(tx.now(), Math::max);
                tx.afterCommit(() -> live.dropEnded(Instant.ofEpochMilli(tx.now())));
                return tx.sql().update(DROP, tx.now());
            });
        } while (dropped == BATCH);
    }

    /// Gives the store's log another name, so that no reader compares positions with what it saw before: for a store
    /// that went back in time. Before a [RevocationLog] reads it.
    public static void rename(Database database, RandomGenerator random) {
        database.write(tx -> rename(tx, tx.instant(), random));
    }

    /// As [#rename(Database, RandomGenerator)], in the caller's transaction, whose process reads the log no more. The
    /// position is above those that were given out since, as far as clocks tell.
    ///
    /// @param latest what the clock shows that is furthest ahead: those positions may have gone by another
    /// @return how many logs there are: one
    public static int rename(Transaction tx, Instant latest, RandomGenerator random) {
        long _ = advance(tx.sql(), latest, 1);
        return tx.sql().update("update revocation_head set log = ?", newName(random));
    }

    private static String newName(RandomGenerator random) {
        var id = new byte[12];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private static Stored load(Transaction tx, RandomGenerator random) {
        var sql = tx.sql();
        sql.update(
                "insert into revocation_head (one, seq, log) values (1, 0, ?) on conflict do nothing", newName(random));
        var entries = sql.list(COLUMNS + " where expires_at > ? order by seq", RevocationLog::entry, tx.now());
        return sql.one("select seq, log from revocation_head", row -> new Stored(row.number(1), row.text(2), entries))
                .orElseThrow();
    }

    private static Entry entry(Row row) throws SQLException {
        return new Entry(
                row.number(1),
                new TenantId(row.text(2)),
                TargetType.ofWireName(row.text(3)).orElseThrow(),
                Target.of(row.bytes(4)),
                row.text(5).equals(Effect.REVOKE.wireName()) ? Effect.REVOKE : Effect.INVALIDATE,
                row.instant(6));
    }
}
