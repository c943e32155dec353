package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.PausingClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.refresh.Refresh;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Lookup.Alive;
import ripcord.server.subject.Authorization;
import ripcord.server.subject.SubjectChange;
import ripcord.server.tenant.TenantId;

/// An end commits while something is being derived from a session. Whatever comes out must not outlive that end: the
/// position stamped on it is before the entry's, so the one rule voids it.
///
/// The pause is in the clock, which is asked at several points of each derivation: one run for each of them.
@OnEveryStore
class BornImmuneTest {
    private static final TenantId TENANT = TenantId.DEFAULT;
    private static final Duration LONGER_THAN_COPIES_LIVE = Duration.ofMinutes(61);

    private final MovableClock clock = new MovableClock();
    private final PausingClock pausing = new PausingClock(clock);

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock, pausing);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private interface Derivation {
        /// The position stamped; empty if it was refused.
        Optional<Long> from(StoredSession stored);
    }

    /// @param inMemory whether this node has a copy as it begins
    private void neverOutlives(boolean inMemory, ToLongFunction<StoredSession> end, Derivation derivation) {
        int pauses = 0;
        while (true) {
            var stored = store.signIn("subject-" + inMemory + pauses);
            if (inMemory) {
                authorization(stored);
            } else {
                clock.advance(LONGER_THAN_COPIES_LIVE);
            }
            pausing.pauseAt(pauses + 1, () -> end.applyAsLong(stored));
            var stamped = derivation.from(stored);
            if (!pausing.paused()) {
                break;
            }
            pauses++;
            stamped.ifPresent(position -> assertThat(position).isLessThan(pausing.answered()));
        }
        assertThat(pauses).isPositive();
    }

    private long endSession(StoredSession stored) {
        return store.sessions
                .end(TENANT, stored.session().id(), Cause.of(EndReason.ADMIN, TestStore.ACTOR, null))
                .orElseThrow()
                .seq();
    }

    private Optional<Long> find(StoredSession stored) {
        return store.sessions.find(TENANT, stored.session().id()) instanceof Alive alive
                ? Optional.of(alive.asOf())
                : Optional.empty();
    }

    private Optional<Long> refresh(StoredSession stored) {
        return store.refresh(stored.session().id(), 1, TestStore.LAPTOP) instanceof Refresh.Granted granted
                ? Optional.of(granted.rev())
                : Optional.empty();
    }

    private Optional<Long> authorization(StoredSession stored) {
        return store.subjects
                .authorization(TENANT, stored.authzRef())
                // What was read after the change may be as new as the change.
                .filter(authorization -> authorization.roles().isEmpty())
                .map(Authorization::asOf);
    }

    private long changeRoles(StoredSession stored) {
        var change = new SubjectChange(false, List.of("nobody"), List.of(), Map.of());
        return store.subjects.put(TENANT, stored.session().subject(), change, TestStore.ACTOR);
    }

    @Test
    void aTokenOfACachedSession() {
        neverOutlives(true, this::endSession, this::find);
    }

    @Test
    void aTokenOfASessionJustRead() {
        neverOutlives(false, this::endSession, this::find);
    }

    @Test
    void aTokenOfASessionWhoseSubjectIsEnded() {
        ToLongFunction<StoredSession> end = stored -> store.sessions
                .endSubject(
                        TENANT, stored.session().subject(), null, Cause.of(EndReason.SUBJECT, TestStore.ACTOR, null))
                .seq();
        neverOutlives(true, end, this::find);
        neverOutlives(false, end, this::find);
    }

    @Test
    void aTokenOfARefresh() {
        neverOutlives(true, this::endSession, this::refresh);
        neverOutlives(false, this::endSession, this::refresh);
    }

    @Test
    void anAuthorizationAnswer() {
        neverOutlives(false, this::changeRoles, this::authorization);
        neverOutlives(true, this::changeRoles, this::authorization);
    }

    @Test
    void theNextLookUpIsToldAtOnce() {
        var stored = store.signIn("alice");
        assertThat(find(stored)).isPresent();
        assertThat(authorization(stored)).isPresent();

        changeRoles(stored);
        endSession(stored);

        assertThat(find(stored)).isEmpty();
        assertThat(store.subjects
                        .authorization(TENANT, stored.authzRef())
                        .orElseThrow()
                        .roles())
                .containsExactly("nobody");
    }
}
