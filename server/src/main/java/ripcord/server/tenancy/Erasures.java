package ripcord.server.tenancy;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.SessionStore;
import ripcord.server.subject.Subjects;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.TenantId;

/// Erases subjects: everything of theirs ends, and what is kept of it no longer says whose it was. Thread-safe.
///
/// Rows of sessions stay as long as the policy keeps history, under a name that means nothing, so that counts and
/// reasons stay true; addresses, user agents, labels and free text go.
public final class Erasures {
    private static final int PSEUDONYM_BYTES = 16;

    private final Database database;
    private final Subjects subjects;
    private final SessionStore sessions;
    private final Endings endings;
    private final RandomGenerator random;

    /// @param random gives the names that mean nothing
    public Erasures(
            Database database, Subjects subjects, SessionStore sessions, Endings endings, RandomGenerator random) {
        this.database = database;
        this.subjects = subjects;
        this.sessions = sessions;
        this.endings = endings;
        this.random = random;
    }

    /// Erases a subject.
    ///
    /// @return empty if nothing is known of it
    public Optional<Erasure> erase(TenantId tenant, String subject, Actor actor) {
        var pseudonym = pseudonym();
        return database.write(tx -> subjects.isKnown(tx, tenant, subject)
                ? Optional.of(erase(tx, tenant, subject, new Wish(pseudonym, actor)))
                : Optional.empty());
    }

    private record Wish(String pseudonym, Actor actor) {}

    private Erasure erase(Transaction tx, TenantId tenant, String subject, Wish wish) {
        var ended = endings.subject(tx, tenant, subject, Cause.of(EndReason.SUBJECT, wish.actor, null));
        subjects.erase(tx, tenant, subject, wish.pseudonym);
        return new Erasure(ended, sessions.erase(tx, tenant, subject, wish.pseudonym));
    }

    private String pseudonym() {
        var bytes = new byte[PSEUDONYM_BYTES];
        random.nextBytes(bytes);
        return "erased-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
