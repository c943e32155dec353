package ripcord.server.session;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
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
                (s.ended_at is null and s.expires_at > ? and s.last_seen_at > ?
                 and s.since_seq >= t.ended_seq and s.since_seq >= su.ended_seq
                 and s.since_seq >= coalesce(c.ended_seq, 0))
                """;

        /// @param unusedSince who was not used since is over
        Where where(Instant now, Instant unusedSince) {
            var where = new Where();
            where.and("s.tenant = ?", filter.tenant().value());
            if (filter.subject() != null) {
                where.and("s.subject = ?", filter.subject());
            }
            if (filter.clientId() != null) {
                where.and("s.client_id = ?", filter.clientId());
            }
            switch (filter.state()) {
                case ALIVE -> where.and(ALIVE, now, unusedSince);
                case ENDED -> where.and("not " + ALIVE, now, unusedSince);
                case ANY -> {}
            }
            if (after != null) {
                where.and("(s.created_at, s.id) < (?, ?)", after.createdAt, after.id.bytes());
            }
            where.order(limit);
            return where;
        }
    }

    /// Conditions and, in the same order, their values.
    static final class Where {
        private final StringBuilder text = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        private void and(String condition, Object... itsValues) {
            text.append(text.isEmpty() ? " where " : " and ").append(condition);
            values.addAll(List.of(itsValues));
        }

        private void order(int limit) {
            text.append(" order by s.created_at desc, s.id desc limit ?");
            values.add(limit);
        }

        String text() {
            return text.toString();
        }

        Object[] values() {
            return values.toArray();
        }
    }
}
