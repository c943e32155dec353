package ripcord.server.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policy.KeyPolicy;

/// A key with what is to be said about it now.
///
/// @param overdueAt when it should sign no more at the latest; null unless it signs
/// @param alarm     null if all is well
public record KeyStatus(
        RingKey key,
        KeyState state,
        @Nullable Instant overdueAt,
        @Nullable KeyAlarm alarm) {

    static KeyStatus open(RingKey key, KeyPolicy policy, Instant now) {
        var state = key.state(now);
        if (state != KeyState.ACTIVE) {
            return new KeyStatus(key, state, null, null);
        }
        var due = key.activeAt().plus(policy.rotateEvery());
        var overdue = due.plus(policy.announce());
        return new KeyStatus(key, state, overdue, alarm(due, overdue, now));
    }

    private static @Nullable KeyAlarm alarm(Instant due, Instant overdue, Instant now) {
        if (now.isBefore(due)) {
            return null;
        }
        return now.isBefore(overdue) ? KeyAlarm.LATE : KeyAlarm.OVERDUE;
    }

    /// One whose private half does not open. Only while it would be published is that alarming.
    static KeyStatus shut(RingKey key, Instant now) {
        var state = key.state(now);
        return new KeyStatus(key, state, null, state.isPublished() ? KeyAlarm.DOES_NOT_OPEN : null);
    }
}
