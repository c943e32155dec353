package ripcord.server.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import ripcord.server.session.Session.End;
import ripcord.server.tenant.TenantId;

/// How a session lies in its row.
final class SessionRow {
    private static final String OWN = """
            tenant, id, subject, client_id, client_kind, audience, amr, acr, auth_time, persistent,
            created_at, last_seen_at, expires_at, device_label, device_ip, device_user_agent,
            secret, token_key, credentials, since_seq, session_generation,
            refresh_newest, refresh_renewed, refresh_exchanged, rotated_at, newest_presented,
            rotated_address, rotated_user_agent, rotated_client
            """;

    /// What the row says, what its subject, client and tenant say about it, and at which position of the log.
    static final String SELECT = "select s." + String.join(", s.", OWN.strip().split(",\\s*")) + """
            , s.ended_at, s.end_reason, su.authz_ref, su.ended_seq, coalesce(c.ended_seq, 0), t.ended_seq,
              (select seq from revocation_head)
              from session s
              join tenant t on t.id = s.tenant
              join subject su on su.tenant = s.tenant and su.subject = s.subject
              left join client c on c.tenant = s.tenant and c.client_id = s.client_id
            """;

    static final String INSERT = "insert into session (" + OWN + ") values (?" + ", ?".repeat(28) + ")";

    private SessionRow() {}

    /// What was read.
    ///
    /// @param asOf the log's position of the same snapshot
    record Read(StoredSession stored, long asOf) {}

    /// What reading needs besides the row.
    record Reading(Duration idle, LastSeen lastSeen, Instant now) {}

    static void bind(SqlStatement<?> insert, StoredSession stored) {
        var session = stored.session();
        var device = session.device();
        var refresh = stored.refresh();
        var values = new @Nullable Object[] {
            session.tenant().value(),
            session.id().bytes(),
            session.subject(),
            session.clientId(),
            session.clientKind().wireName(),
            session.audience(),
            String.join(" ", session.amr()),
            session.acr(),
            session.authTime().toEpochMilli(),
            session.persistent() ? 1 : 0,
            session.createdAt().toEpochMilli(),
            session.lastSeenAt().toEpochMilli(),
            session.expiresAt().toEpochMilli(),
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
            millis(refresh.rotatedAt()),
            refresh.newestPresented() ? 1 : 0,
            refresh.rotatedBy().addressPrefix(),
            refresh.rotatedBy().userAgent(),
            refresh.rotatedBy().clientId()
        };
        for (int i = 0; i < values.length; i++) {
            insert.bind(i, values[i]);
        }
    }

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static Read read(ResultSet row, Reading reading) throws SQLException {
        var tenant = new TenantId(row.getString(1));
        var id = SessionId.of(row.getBytes(2));
        long sinceSeq = row.getLong(20);
        var lastSeen = reading.lastSeen.of(new SessionKey(tenant, id), instant(row, 12));
        var session = new Session(
                id,
                tenant,
                row.getString(3),
                row.getString(4),
                ClientKind.ofWireName(row.getString(5)).orElseThrow(),
                row.getString(6),
                words(row.getString(7)),
                row.getString(8),
                instant(row, 9),
                row.getInt(10) != 0,
                instant(row, 11),
                lastSeen,
                lastSeen.plus(reading.idle),
                instant(row, 13),
                new Device(row.getString(14), row.getString(15), row.getString(16)),
                ended(row, sinceSeq));
        var stored = new StoredSession(
                session.ended() == null ? session.endedIfOver(reading.now) : session,
                new SessionSecret(row.getBytes(17)),
                row.getInt(18),
                row.getInt(21),
                refresh(row),
                sinceSeq,
                CredentialKind.ofBits(row.getInt(19)),
                row.getString(32));
        return new Read(stored, row.getLong(36));
    }

    private static RefreshState refresh(ResultSet row) throws SQLException {
        int exchanged = row.getInt(24);
        boolean any = !row.wasNull();
        return new RefreshState(
                row.getInt(22),
                row.getInt(23),
                any ? exchanged : null,
                any ? instant(row, 25) : null,
                row.getInt(26) != 0,
                new Presenter(row.getString(27), row.getString(28), row.getString(29)));
    }

    /// What was written into the row; else what ended the subject, client or tenant since, whose rows are swept later.
    private static @Nullable End ended(ResultSet row, long sinceSeq) throws SQLException {
        var reason = row.getString(31);
        if (reason != null) {
            return new End(instant(row, 30), EndReason.ofWireName(reason));
        }
        var reasons = List.of(EndReason.SUBJECT, EndReason.CLIENT, EndReason.TENANT);
        for (int i = 0; i < reasons.size(); i++) {
            long seq = row.getLong(33 + i);
            if (seq > sinceSeq) {
                return new End(Instant.ofEpochMilli(seq / 1000), reasons.get(i));
            }
        }
        return null;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
