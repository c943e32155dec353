package ripcord.server.subject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import ripcord.server.database.Database;
import ripcord.server.database.Page;
import ripcord.server.database.Row;
import ripcord.server.database.Transaction;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Everybody whom backends have stated something about, or who has signed in. Thread-safe.
public final class Subjects {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_CACHED = 100_000;
    private static final Duration LONGEST_CACHED = Duration.ofMinutes(60);
    private static final String COLUMNS = """
            select subject, authz_ref, disabled, roles, entitlements, attributes, (select seq from revocation_head)
              from subject
            """;

    private static final String MAKE = """
            insert into subject (tenant, subject, authz_ref, disabled, roles, entitlements, attributes, ended_seq)
            values (?, ?, ?, 0, '[]', '[]', '{}', 0)
                on conflict (tenant, subject) do update set erased = 0, disabled = 0
            returning authz_ref, disabled, ended_seq
            """;

    private static final String VERSION = """
            select s.ended_seq, t.ended_seq, (select seq from revocation_head)
              from subject s join tenant t on t.id = s.tenant where s.tenant = ? and s.subject = ?
            """;

    private final Database database;
    private final RevocationLog log;
    private final References references;
    private final Cache<Key, Subject> bySubject;
    private final Cache<Key, Subject> byReference;
    private volatile Disabling disabling = (_, _, _, _) -> {};

    private record Key(TenantId tenant, String value) {}

    /// What ends when somebody is disabled.
    @FunctionalInterface
    public interface Disabling {
        /// Joins the transaction that disables.
        void disabled(Transaction tx, TenantId tenant, String subject, Actor actor);
    }

    /// Subjects whose changes are entries of `log`.
    ///
    /// @param random must be unpredictable: references come from it
    /// @param clock  for how long copies are kept; must be the one that the log's entries are dropped by
    public Subjects(Database database, RevocationLog log, RandomGenerator random, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.references = new References(random);
        this.bySubject = cache(clock);
        this.byReference = cache(clock);
    }

    private static Cache<Key, Subject> cache(InstantSource clock) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_CACHED)
                .expireAfterWrite(LONGEST_CACHED)
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .executor(Runnable::run)
                .build();
    }

    /// Ends, with everyone who is disabled, what `disabling` ends. Set once, by the owner of sessions.
    public void onDisabled(Disabling disabling) {
        this.disabling = disabling;
    }

    /// What is known about `subject`.
    public Optional<Subject> get(TenantId tenant, String subject) {
        return find(bySubject, new Key(tenant, subject), " where tenant = ? and subject = ? and erased = 0");
    }

    /// What the subject behind an authorization reference may do.
    public Optional<Authorization> authorization(TenantId tenant, String reference) {
        return find(byReference, new Key(tenant, reference), " where tenant = ? and authz_ref = ?")
                .map(Subject::authorization);
    }

    /// From which position on tokens of the subject are good, as far as the subject as a whole goes: those of an
    /// earlier `rev` are void. Empty if nothing is known of it.
    public Optional<Version> version(TenantId tenant, String subject) {
        return database.query(sql -> sql.one(VERSION, Subjects::version, tenant.value(), subject))
                .map(version -> version.atLeast(lastRevoked(tenant, subject)));
    }

    /// By the log, which knows of what leaves nothing in the rows: a suspension, and an erasure after which the subject
    /// came back.
    private long lastRevoked(TenantId tenant, String subject) {
        return Math.max(
                log.live().lastRevoked(Target.of(TargetType.SUBJECT, tenant, subject)),
                log.live().lastRevoked(Target.of(TargetType.TENANT, tenant, "")));
    }

    private static Version version(Row row) throws SQLException {
        return new Version(Math.max(row.number(1), row.number(2)), row.number(3));
    }

    /// A subject's version.
    ///
    /// @param since when everything of it was ended for the last time, as a position of the log; 0 for never
    /// @param asOf  the log's position at which it was read
    public record Version(long since, long asOf) {
        private Version atLeast(long seq) {
            return seq > since ? new Version(seq, asOf) : this;
        }
    }

    private Optional<Subject> find(Cache<Key, Subject> cache, Key key, String where) {
        var known = cache.getIfPresent(key);
        if (known != null && stillSo(known)) {
            return Optional.of(known);
        }
        var read = database.queryCopy(
                sql -> sql.one(COLUMNS + where, row -> subject(key.tenant, row), key.tenant.value(), key.value),
                Optional::isPresent);
        read.ifPresent(subject -> cache.put(key, subject));
        return read;
    }

    /// The one rule, for a copy of a subject's row.
    private boolean stillSo(Subject known) {
        long asOf = known.authorization().asOf();
        return !log.live().anyAfter(Target.of(TargetType.SUBJECT, known.tenant(), known.subject()), asOf)
                && !log.live().anyAfter(Target.of(TargetType.TENANT, known.tenant(), ""), asOf)
                && !log.live().hasForgottenSince(asOf);
    }

    /// Whether the tenant may have this subject: it has it already, or fewer than it may have.
    public boolean admits(Transaction tx, Tenant tenant, String subject) {
        var most = tenant.limits().subjects();
        return most == null
                || standing(tx, tenant.id(), subject).isPresent()
                || tx.sql()
                                .number(
                                        "select coalesce(subjects, 0) from tenant where id = ?",
                                        tenant.id().value())
                        < most;
    }

    /// As [#put(TenantId, String, SubjectChange, Actor)], if the tenant may have this subject.
    ///
    /// @return empty if it has as many as it may have
    public Optional<Stated> put(Tenant tenant, String subject, SubjectChange change, Actor actor) {
        return database.write(tx -> admits(tx, tenant, subject)
                ? Optional.of(put(tx, tenant.id(), subject, change, actor))
                : Optional.empty());
    }

    /// What became of a statement.
    ///
    /// @param seq      the position from which on nobody uses an older copy
    /// @param switched whether the subject was disabled by it, or enabled
    public record Stated(long seq, boolean switched) {}

    /// States the whole of what is known about `subject`, and says so in the log. Disabling ends everything it has.
    ///
    /// @return the position from which on nobody uses an older copy
    public long put(TenantId tenant, String subject, SubjectChange change, Actor actor) {
        return database.write(tx -> put(tx, tenant, subject, change, actor)).seq();
    }

    private Stated put(Transaction tx, TenantId tenant, String subject, SubjectChange change, Actor actor) {
        var before = ensure(tx, tenant, subject);
        tx.sql()
                .update(
                        "update subject set disabled = ?, roles = ?, entitlements = ?, attributes = ?"
                                + " where tenant = ? and subject = ?",
                        change.disabled(),
                        JSON.writeValueAsString(change.roles()),
                        JSON.writeValueAsString(change.entitlements()),
                        JSON.writeValueAsString(change.attributes()),
                        tenant.value(),
                        subject);
        if (change.disabled()) {
            disabling.disabled(tx, tenant, subject, actor);
        }
        long seq = log.append(tx, tenant, Effect.INVALIDATE, TargetType.SUBJECT, subject);
        return new Stated(seq, before.disabled() != change.disabled());
    }

    /// The subject's row as a sign-in needs it.
    ///
    /// @param endedSeq sessions that began before this position are over
    public record Standing(String authzRef, boolean disabled, long endedSeq) {}

    /// The subject's row, made if there is none.
    private Standing ensure(Transaction tx, TenantId tenant, String subject) {
        return standing(tx, tenant, subject).orElseGet(() -> make(tx, tenant, subject));
    }

    /// Makes the row of a subject that has none.
    public Standing make(Transaction tx, TenantId tenant, String subject) {
        // One that was erased has left its row under a name that somebody may choose to give again.
        var made = tx.sql().one(MAKE, Subjects::standing, tenant.value(), subject, references.next());
        count(tx, tenant, 1);
        return made.orElseThrow();
    }

    /// Counted only where there is a limit.
    private static void count(Transaction tx, TenantId tenant, int more) {
        tx.sql()
                .also(
                        "update tenant set subjects = subjects + ? where id = ? and subjects is not null",
                        more,
                        tenant.value());
    }

    /// The subject's row as the transaction sees it.
    public Optional<Standing> standing(Transaction tx, TenantId tenant, String subject) {
        return tx.sql()
                .one(
                        "select authz_ref, disabled, ended_seq from subject"
                                + " where tenant = ? and subject = ? and erased = 0",
                        Subjects::standing,
                        tenant.value(),
                        subject);
    }

    private static Standing standing(Row row) throws SQLException {
        return new Standing(row.text(1), row.flag(2), row.number(3));
    }

    /// Ends, with `seq`, every session of the subject that began before; joins the caller's transaction.
    /// Nothing, if it has no row.
    public void end(Transaction tx, TenantId tenant, String subject, long seq) {
        tx.sql()
                .update(
                        "update subject set ended_seq = ? where tenant = ? and subject = ?",
                        seq,
                        tenant.value(),
                        subject);
    }

    /// Whether anything is known of the subject.
    public boolean isKnown(Transaction tx, TenantId tenant, String subject) {
        return standing(tx, tenant, subject).isPresent();
    }

    /// Forgets who the subject was and what it might do, and gives its row, for the sessions that are kept, a name that
    /// means nothing: it is no subject any more, neither listed nor counted. Joins the caller's transaction, after
    /// [#end].
    public void erase(Transaction tx, TenantId tenant, String subject, String pseudonym) {
        tx.sql()
                .update(
                        "update subject set subject = ?, authz_ref = ?, disabled = 1, roles = '[]', erased = 1,"
                                + " entitlements = '[]', attributes = '{}' where tenant = ? and subject = ?",
                        pseudonym,
                        references.next(),
                        tenant.value(),
                        subject);
        count(tx, tenant, -1);
    }

    /// Some subjects, by name.
    ///
    /// @param after where the page begins; empty text for the first
    public Page<Subject> list(TenantId tenant, String after, int limit) {
        var found = database.readMuch(() -> database.query(sql -> sql.list(
                COLUMNS + " where tenant = ? and subject > ? and erased = 0 order by subject limit ?",
                row -> subject(tenant, row),
                tenant.value(),
                after,
                limit + 1)));
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).subject()));
    }

    private static Subject subject(TenantId tenant, Row row) throws SQLException {
        var authorization = new Authorization(
                texts(row.text(4)),
                texts(row.text(5)),
                JSON.readValue(row.text(6), new TypeReference<Map<String, Object>>() {}),
                row.number(7));
        return new Subject(tenant, row.text(1), row.text(2), row.flag(3), authorization);
    }

    private static List<String> texts(String json) {
        return JSON.readValue(json, new TypeReference<List<String>>() {});
    }
}
