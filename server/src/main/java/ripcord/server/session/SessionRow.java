package ripcord.server.session;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Row;
import ripcord.server.session.Session.End;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Pauses;
import ripcord.server.tenant.TenantId;

/// How a session lies in its row.
final class SessionRow {
    private static final String OWN = """
            tenant, id, subject, client_id, client_kind, audience, amr, acr, auth_time, persistent,
            created_at, last_seen_at, expires_at, device_label, device_ip, device_user_agent,
            secret, token_key, credentials, since_seq, session_generation,
            refresh_newest, refresh_renewed, refresh_exchanged, rotated_at, newest_presented,
            rotated_address, rotated_user_agent, rotated_client, created_by
            """;

    /// What the row says, what its subject, client and tenant say about it, and at which position of the log.
    static final String SELECT = select("session s");

    /// As [#SELECT].
    ///
    /// @param sessions the table `s`, and what it is joined with
    static String select(String sessions) {
        return """
            select s.%s, s.ended_at, s.end_reason, s.ended_by, s.end_detail, su.authz_ref,
                   su.ended_seq, coalesce(c.ended_seq, 0), t.ended_seq, (select seq from revocation_head), t.pauses,
                   c.ended_by, c.end_detail, t.ended_by, t.end_detail
              from %s
              join tenant t on t.id = s.tenant
              join subject su on su.tenant = s.tenant and su.subject = s.subject
              left join client c on c.tenant = s.tenant and c.client_id = s.client_id
            """.formatted(String.join(", s.", OWN.strip().split(",\\s*")), sessions);
    }

    static final String INSERT = "insert into session (" + OWN + ") values (?" + ", ?".repeat(29) + ")";

    private SessionRow() {}

    /// What was read.
    ///
    /// @param createdBy who began it
    /// @param asOf      the log's position of the same snapshot
    /// @param suspended whether the tenant is
    /// @param closed    whether the end, if there is one, stands in the row
    record Read(StoredSession stored, String createdBy, long asOf, boolean suspended, boolean closed) {}

    /// What reading needs besides the row.
    record Reading(Duration idle, LastSeen lastSeen, Instant now) {}

    static @Nullable Object[] values(StoredSession stored, Actor actor) {
        var session = stored.session();
        var device = session.device();
        var refresh = stored.refresh();
        return new @Nullable Object[] {
            session.tenant().value(),
            session.id().bytes(),
            session.subject(),
            session.clientId(),
            session.clientKind().wireName(),
            session.audience(),
            String.join(" ", session.amr()),
            session.acr(),
            session.authTime(),
            session.persistent(),
            session.createdAt(),
            session.lastSeenAt(),
            session.expiresAt(),
            device.label(),
            device.ip(),
            device.userAgent(),
            stored.secret().reveal(),
            stored.tokenKey(),
            CredentialKind.bits(stored.credentials()),
            stored.sinceSeq(),
            stored.sessionGeneration(),
            refresh.newest(),
            refresh.renewed(),
            refresh.exchanged(),
            refresh.rotatedAt(),
            refresh.newestPresented(),
            refresh.rotatedBy().addressPrefix(),
            refresh.rotatedBy().userAgent(),
            refresh.rotatedBy().clientId(),
            actor.toString()
        };
    }

    static Read read(Row row, Reading reading) throws SQLException {
        var tenant = new TenantId(row.text(1));
        var id = SessionId.of(row.bytes(2));
        var lastSeen = reading.lastSeen.of(new SessionKey(tenant, id), row.instant(12));
        var pauses = Pauses.of(row.text(40));
        var session = new Session(
                id,
                tenant,
                row.text(3),
                row.text(4),
                ClientKind.ofWireName(row.text(5)).orElseThrow(),
                row.textOrNull(6),
                words(row.text(7)),
                row.textOrNull(8),
                row.instant(9),
                row.flag(10),
                row.instant(11),
                lastSeen,
                reading.idle,
                pauses.after(lastSeen, reading.idle, reading.now),
                row.instant(13),
                new Device(row.textOrNull(14), row.textOrNull(15), row.textOrNull(16)),
                ended(row));
        var stored = new StoredSession(
                session.ended() == null ? session.endedIfOver(reading.now) : session,
                new SessionSecret(row.bytes(17)),
                row.integer(18),
                row.integer(21),
                refresh(row),
                row.number(20),
                CredentialKind.ofBits(row.integer(19)),
                row.text(35));
        return new Read(stored, row.text(30), row.number(39), pauses.isOpen(), !row.isNull(31));
    }

    private static RefreshState refresh(Row row) throws SQLException {
        return new RefreshState(
                row.integer(22),
                row.integer(23),
                row.isNull(24) ? null : row.integer(24),
                row.instantOrNull(25),
                row.flag(26),
                new Presenter(row.text(27), row.text(28), row.text(29)));
    }

    /// What was written into the row; else what ended the subject, client or tenant since, whose rows are swept later.
    private static @Nullable End ended(Row row) throws SQLException {
        var reason = row.textOrNull(32);
        if (reason != null) {
            return new End(row.instant(31), EndReason.ofWireName(reason), row.text(33), row.textOrNull(34));
        }
        long sinceSeq = row.number(20);
        if (row.number(36) > sinceSeq) {
            return End.bySystem(at(row.number(36)), EndReason.SUBJECT);
        }
        if (row.number(37) > sinceSeq) {
            return new End(at(row.number(37)), EndReason.CLIENT, actor(row, 41), row.textOrNull(42));
        }
        if (row.number(38) > sinceSeq) {
            return new End(at(row.number(38)), EndReason.TENANT, actor(row, 43), row.textOrNull(44));
        }
        return null;
    }

    /// A position is the time in microseconds, or a little more.
    private static Instant at(long seq) {
        return Instant.ofEpochMilli(seq / 1000);
    }

    private static String actor(Row row, int column) throws SQLException {
        var actor = row.textOrNull(column);
        return actor == null ? Actor.SYSTEM.toString() : actor;
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
