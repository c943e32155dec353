package ripcord.server.signin;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.AuthorizationMode;
import ripcord.server.policy.Policy.SessionLimit;
import ripcord.server.policy.Policy.SessionPolicy;
import ripcord.server.policy.Policy.WhenExceeded;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Lookup;
import ripcord.server.session.RefreshState;
import ripcord.server.session.Session;
import ripcord.server.session.SessionId;
import ripcord.server.session.SessionSecret;
import ripcord.server.session.SessionStore;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;
import ripcord.server.subject.Subject;
import ripcord.server.subject.Subjects;
import ripcord.server.subject.Subjects.Standing;
import ripcord.server.tenant.Pauses;

/// Begins sessions. Thread-safe.
public final class SignIns {
    /// As long as any; nobody has it.
    private static final String NO_REFERENCE = "no-reference----------";

    private final Database database;
    private final Sessions sessions;
    private final SessionStore store;
    private final Subjects subjects;
    private final Endings endings;
    private final RevocationLog log;
    private final Policies policies;
    private final SecureRandom random;
    private final IntSupplier tokenKey;

    /// What signing in needs.
    ///
    /// @param tokenKey the newest token key's id
    public record Parts(
            Database database,
            Sessions sessions,
            SessionStore store,
            Subjects subjects,
            Endings endings,
            RevocationLog log,
            Policies policies,
            IntSupplier tokenKey) {}

    /// Begins sessions of `parts`.
    ///
    /// @param random where ids and secrets come from
    public SignIns(Parts parts, SecureRandom random) {
        this.database = parts.database;
        this.sessions = parts.sessions;
        this.store = parts.store;
        this.subjects = parts.subjects;
        this.endings = parts.endings;
        this.log = parts.log;
        this.policies = parts.policies;
        this.tokenKey = parts.tokenKey;
        this.random = random;
    }

    /// Begins a session, unless something speaks against it.
    public SignIn signIn(SignIn.Request request) {
        var policy = policies.of(request.tenant().id()).policy().session();
        var id = SessionId.random(random);
        var secret = SessionSecret.random(random);
        return database.write(tx -> {
            var known = subjects.standing(tx, request.tenant().id(), request.subject());
            return closed(tx, request)
                    .or(() -> unaffordable(tx, request))
                    .or(() -> before(tx, request))
                    .or(() -> against(tx, request, known.orElse(null)))
                    .or(() -> crowded(tx, request, policy.limit()))
                    .orElseGet(() -> {
                        // Only now: whoever is refused leaves no row behind.
                        var standing = known.orElseGet(
                                () -> subjects.make(tx, request.tenant().id(), request.subject()));
                        return begin(tx, request, new Start(id, secret, standing.authzRef(), policy));
                    });
        });
    }

    /// The session as it would begin, for who has to know before how long its tokens will be; it is none.
    public StoredSession preview(SignIn.Request request, Instant now) {
        var tenant = request.tenant().id();
        var policy = policies.of(tenant).policy();
        boolean statesSubject = policy.accessToken().authorization() == AuthorizationMode.EMBED
                || !policy.accessToken().claims().isEmpty();
        var known = statesSubject ? subjects.get(tenant, request.subject()) : Optional.<Subject>empty();
        var start = new Start(
                SessionId.random(random),
                SessionSecret.random(random),
                known.map(Subject::authzRef).orElse(NO_REFERENCE),
                policy.session());
        return stored(request, start, now.truncatedTo(ChronoUnit.MILLIS), 0);
    }

    /// Forgets which requests came, once a repeat is no longer recognised. Call it every minute or so.
    public void sweep() {
        boolean more;
        do {
            more = database.write(Idempotency::sweep);
        } while (more);
    }

    /// What a new session is made of, besides the request.
    private record Start(SessionId id, SessionSecret secret, String authzRef, SessionPolicy policy) {}

    private SignIn begin(Transaction tx, SignIn.Request request, Start start) {
        var displaced = displace(tx, request, start.policy.limit());
        long position = log.head(tx.sql());
        var stored = stored(request, start, Instant.ofEpochMilli(tx.now()), position);
        store.insert(tx, stored, request.actor());
        if (request.once() != null) {
            Idempotency.keep(tx, request.tenant().id(), request.once(), start.id);
        }
        sessions.remember(tx, stored, position);
        return new SignIn.Begun(stored, position, displaced);
    }

    private StoredSession stored(SignIn.Request request, Start start, Instant now, long position) {
        return new StoredSession(
                session(request, start, now),
                start.secret,
                tokenKey.getAsInt(),
                1,
                RefreshState.FIRST,
                position,
                request.credentials(),
                start.authzRef);
    }

    private static Session session(SignIn.Request request, Start start, Instant now) {
        return new Session(
                start.id,
                request.tenant().id(),
                request.subject(),
                request.clientId(),
                request.clientKind(),
                request.audience(),
                request.amr(),
                request.acr(),
                request.authTime() == null ? now : request.authTime(),
                request.persistent(),
                now,
                now,
                start.policy.idle(),
                now.plus(start.policy.idle()),
                now.plus(start.policy.absolute()),
                request.device(),
                null);
    }

    /// Whether the tenant takes nobody in, as the transaction sees it: a suspension that was acknowledged is one.
    private static Optional<SignIn> closed(Transaction tx, SignIn.Request request) {
        return tx.sql()
                .one(
                        "select pauses from tenant where id = ? and deleted_at is null",
                        row -> Pauses.of(row.text(1)).isOpen()
                                ? Optional.of(SignIn.Why.TENANT_SUSPENDED)
                                : Optional.<SignIn.Why>empty(),
                        request.tenant().id().value())
                .orElse(Optional.of(SignIn.Why.TENANT_GONE))
                .map(SignIn.Refused::new);
    }

    private Optional<SignIn> unaffordable(Transaction tx, SignIn.Request request) {
        return subjects.admits(tx, request.tenant(), request.subject())
                ? Optional.empty()
                : Optional.of(new SignIn.Refused(SignIn.Why.SUBJECT_QUOTA));
    }

    private Optional<SignIn> before(Transaction tx, SignIn.Request request) {
        var once = request.once();
        var tenant = request.tenant().id();
        if (once == null) {
            return Optional.empty();
        }
        return Idempotency.find(tx, tenant, once).map(kept -> {
            if (!kept.sameRequest()) {
                return new SignIn.Refused(SignIn.Why.KEY_REUSED);
            }
            return switch (store.current(tx, tenant, kept.session())) {
                case Lookup.Alive(var stored, long asOf) -> new SignIn.Repeated(stored, asOf);
                case Lookup.Suspended _ -> new SignIn.Refused(SignIn.Why.TENANT_SUSPENDED);
                case Lookup.Over _, Lookup.Unknown _ -> new SignIn.Refused(SignIn.Why.SESSION_OVER);
            };
        });
    }

    /// There is one writer, so two sign-ins of one subject count one after the other.
    private Optional<SignIn> crowded(Transaction tx, SignIn.Request request, SessionLimit limit) {
        var most = limit.most();
        boolean full = most != null
                && limit.whenExceeded() == WhenExceeded.REFUSE
                && !beyond(tx, request, most).isEmpty();
        return full ? Optional.of(new SignIn.Refused(SignIn.Why.TOO_MANY_SESSIONS)) : Optional.empty();
    }

    /// Ends the subject's oldest sessions, so that there is room for one more.
    private List<SessionId> displace(Transaction tx, SignIn.Request request, SessionLimit limit) {
        var most = limit.most();
        if (most == null) {
            return List.of();
        }
        var cause = Cause.of(EndReason.LIMIT, request.actor(), "at most " + most + " at a time");
        var oldest = beyond(tx, request, most);
        oldest.forEach(id -> endings.session(tx, request.tenant().id(), id, cause));
        return oldest;
    }

    /// The subject's sessions but for the newest, so that with one more there are `most`.
    private List<SessionId> beyond(Transaction tx, SignIn.Request request, int most) {
        return store.alive(tx, request.tenant().id(), request.subject(), most - 1);
    }

    private Optional<SignIn> against(Transaction tx, SignIn.Request request, @Nullable Standing known) {
        if (known != null && known.disabled()) {
            return Optional.of(new SignIn.Refused(SignIn.Why.SUBJECT_DISABLED));
        }
        if (!store.admits(tx, request.tenant())) {
            return Optional.of(new SignIn.Refused(SignIn.Why.SESSION_QUOTA));
        }
        var ifSeq = request.ifSeq();
        boolean ended = ifSeq != null && (rowsSayEnded(tx, request, known, ifSeq) || logSaysEnded(tx, request, ifSeq));
        return ended ? Optional.of(new SignIn.Refused(SignIn.Why.ENDED_SINCE)) : Optional.empty();
    }

    private static boolean rowsSayEnded(Transaction tx, SignIn.Request request, @Nullable Standing known, long ifSeq) {
        return (known != null && known.endedSeq() > ifSeq) || endedSeq(tx, request) > ifSeq;
    }

    /// Who was erased, or never signed in, has no row that knows of the end; the log does.
    private boolean logSaysEnded(Transaction tx, SignIn.Request request, long ifSeq) {
        var subject = Target.of(TargetType.SUBJECT, request.tenant().id(), request.subject());
        return log.revokedAfter(tx, subject, ifSeq);
    }

    private static long endedSeq(Transaction tx, SignIn.Request request) {
        return tx.sql()
                .number(
                        "select case when t.ended_seq > coalesce(c.ended_seq, 0) then t.ended_seq"
                                + " else coalesce(c.ended_seq, 0) end"
                                + " from tenant t left join client c on c.tenant = t.id and c.client_id = ?"
                                + " where t.id = ?",
                        request.clientId(),
                        request.tenant().id().value());
    }
}
