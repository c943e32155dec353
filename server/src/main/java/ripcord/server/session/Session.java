package ripcord.server.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.TenantId;

/// One sign-in of one subject on one device: the unit that is listed, refreshed and ended. Times are UTC, whole
/// milliseconds.
///
/// @param id            safe to log
/// @param audience      whom its access tokens are for; null for the policy's default
/// @param amr           how the subject was authenticated (RFC 8176)
/// @param persistent    whether its cookies outlive the browser's closing
/// @param createdAt     when the subject signed in
/// @param lastSeenAt    the last use, exact to the minute
/// @param idle          how long it may stay unused
/// @param idleExpiresAt over from then on if it is not used before; moves with use
/// @param expiresAt     hard end; nothing moves it
/// @param ended         null while it is alive
public record Session(
        SessionId id,
        TenantId tenant,
        String subject,
        String clientId,
        ClientKind clientKind,
        @Nullable String audience,
        List<String> amr,
        @Nullable String acr,
        Instant authTime,
        boolean persistent,
        Instant createdAt,
        Instant lastSeenAt,
        Duration idle,
        Instant idleExpiresAt,
        Instant expiresAt,
        Device device,
        @Nullable End ended) {
    /// Copies the list.
    public Session {
        amr = List.copyOf(amr);
    }

    /// How it ended.
    ///
    /// @param actor  who ended it, as [ripcord.server.tenant.Actor#toString()]
    /// @param detail what they said about it; null if nothing
    public record End(
            Instant at,
            EndReason reason,
            String actor,
            @Nullable String detail) {
        static End bySystem(Instant at, EndReason reason) {
            return new End(at, reason, Actor.SYSTEM.toString(), null);
        }
    }

    /// Whether the hard end was reached. The last instant is already outside.
    public boolean isExpiredAt(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /// Whether it was not used for too long. The last instant is already outside.
    public boolean isIdleAt(Instant now) {
        return !now.isBefore(idleExpiresAt);
    }

    /// This session with its end, if at `now` the hard end or the idle one was reached; else this one.
    Session endedIfOver(Instant now) {
        if (isExpiredAt(now)) {
            return withEnd(End.bySystem(expiresAt, EndReason.ABSOLUTE));
        }
        return isIdleAt(now) ? withEnd(End.bySystem(idleExpiresAt, EndReason.IDLE)) : this;
    }

    private Session withEnd(End end) {
        return with(lastSeenAt, idleExpiresAt, end);
    }

    /// This session, used at `now`.
    Session seenAt(Instant now) {
        return with(now, now.plus(idle), ended);
    }

    /// This session after its subject was authenticated again, used at `now`.
    public Session authenticated(List<String> newAmr, @Nullable String newAcr, Instant newAuthTime, Instant now) {
        return new Session(
                        id,
                        tenant,
                        subject,
                        clientId,
                        clientKind,
                        audience,
                        newAmr,
                        newAcr,
                        newAuthTime,
                        persistent,
                        createdAt,
                        lastSeenAt,
                        idle,
                        idleExpiresAt,
                        expiresAt,
                        device,
                        ended)
                .seenAt(now);
    }

    /// This session, in the words of others.
    Session with(Alike alike) {
        return new Session(
                id,
                tenant,
                subject,
                alike.of(clientId),
                clientKind,
                alike.orNull(audience),
                alike.of(amr),
                alike.orNull(acr),
                authTime,
                persistent,
                createdAt,
                lastSeenAt,
                idle,
                idleExpiresAt,
                expiresAt,
                device.equals(Device.UNKNOWN) ? Device.UNKNOWN : device,
                ended);
    }

    private Session with(Instant seen, Instant idleEnd, @Nullable End end) {
        return new Session(
                id,
                tenant,
                subject,
                clientId,
                clientKind,
                audience,
                amr,
                acr,
                authTime,
                persistent,
                createdAt,
                seen,
                idle,
                idleEnd,
                expiresAt,
                device,
                end);
    }
}
