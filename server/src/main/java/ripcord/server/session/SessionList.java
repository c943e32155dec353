package ripcord.server.session;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.TenantId;

/// Which sessions to list: newest first, a page at a time.
public final class SessionList {
    private SessionList() {}

    /// Alive or over.
    public enum State {
        ALIVE,
        ENDED,
        ANY
    }

    /// Whose sessions, and which.
    ///
    /// @param subject  only this one's; null for all
    /// @param clientId only this client's; null for all
    public record Filter(
            TenantId tenant,
            @Nullable String subject,
            @Nullable String clientId,
            State state) {}

    /// Where a page begins: after this session.
    public record Cursor(long createdAt, SessionId id) {
        /// The inverse of [#text()].
        public static Optional<Cursor> parse(String text) {
            try {
                var buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
                if (buffer.remaining() != Long.BYTES + SessionId.BYTES) {
                    return Optional.empty();
                }
                return Optional.of(new Cursor(buffer.getLong(), new SessionId(buffer.getLong(), buffer.getLong())));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        static Cursor after(Session session) {
            return new Cursor(session.createdAt().toEpochMilli(), session.id());
        }

        /// Opaque to clients.
        public String text() {
            var bytes = ByteBuffer.allocate(Long.BYTES + SessionId.BYTES)
                    .putLong(createdAt)
                    .put(id.bytes())
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    /// @param limit one more than the page has, to see whether there is a next one
    record Query(Filter filter, @Nullable Cursor after, int limit) {
        private static final String ALIVE = """
                (s.ended_at is null and s.expires_at > :now and s.last_seen_at > :now - :idle
                 and s.since_seq >= t.ended_seq and s.since_seq >= su.ended_seq
                 and s.since_seq >= coalesce(c.ended_seq, 0))
                """;

        String where() {
            var where = new StringBuilder(" where s.tenant = :tenant");
            if (filter.subject() != null) {
                where.append(" and s.subject = :subject");
            }
            if (filter.clientId() != null) {
                where.append(" and s.client_id = :client");
            }
            switch (filter.state()) {
                case ALIVE -> where.append(" and ").append(ALIVE);
                case ENDED -> where.append(" and not ").append(ALIVE);
                case ANY -> {}
            }
            if (after != null) {
                where.append(" and (s.created_at < :at or (s.created_at = :at and s.id < :id))");
            }
            return where.append(" order by s.created_at desc, s.id desc limit :limit")
                    .toString();
        }

        void bind(SqlStatement<?> select, long now, long idle) {
            select.bind("tenant", filter.tenant().value()).bind("limit", limit);
            if (filter.state() != State.ANY) {
                select.bind("now", now).bind("idle", idle);
            }
            if (filter.subject() != null) {
                select.bind("subject", filter.subject());
            }
            if (filter.clientId() != null) {
                select.bind("client", filter.clientId());
            }
            if (after != null) {
                select.bind("at", after.createdAt).bind("id", after.id.bytes());
            }
        }
    }
}
