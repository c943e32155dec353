package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.redis.RedisProcess;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.CopySeal.Copy;
import ripcord.server.session.CopySeal.Place;
import ripcord.server.session.Endings.Cause;
import ripcord.server.tenancy.TenantChange;
import ripcord.server.tenancy.TenantChanges;
import ripcord.server.tenant.TenantId;

/// What nodes leave each other in Redis is never worth more than the rows, whoever writes to it.
class SharedCopiesTest {
    private static RedisProcess process;

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;
    private RedisNode node;
    private StoredSession alice;

    @BeforeAll
    static void startRedis() {
        process = RedisProcess.single();
    }

    @AfterAll
    static void stopRedis() {
        process.close();
    }

    @BeforeEach
    void open() {
        process.run("FLUSHALL");
        store = new TestStore(folder, clock);
        node = new RedisNode(store, process.patient(), clock).connected();
        alice = store.signIn("alice");
    }

    @AfterEach
    void close() {
        node.close();
        store.close();
    }

    private void end(StoredSession session) {
        store.sessions.end(TenantId.DEFAULT, session.session().id(), Cause.bySystem(EndReason.ADMIN));
    }

    private String name(StoredSession session) {
        return "ripcord:" + store.log.logId() + ":session.1:default:"
                + session.session().id().text();
    }

    private Place place(StoredSession session) {
        return new Place(
                store.log.logId(),
                new SessionKey(TenantId.DEFAULT, session.session().id()));
    }

    private byte[] left(StoredSession session) {
        node.find(session);
        await(() -> process.get(name(session)) != null);
        return process.get(name(session));
    }

    private static CopySeal seal() {
        return new CopySeal(RedisNode.KEY, new SecureRandom());
    }

    @Test
    void whatOneNodeHasReadAnotherFindsWithoutTheStore() {
        left(alice);

        var found = (Lookup.Alive) node.find(alice);

        var read = (Lookup.Alive) store.sessions.read(TenantId.DEFAULT, id());
        assertThat(found).usingRecursiveComparison().isEqualTo(read);
        assertThat(node.copies.counts().hits()).isEqualTo(1);
    }

    private SessionId id() {
        return alice.session().id();
    }

    @Test
    void whatWasFoundStaysInMemory() {
        left(alice);
        node.find(alice);
        process.run("FLUSHALL");

        assertThat(node.findAgain(alice)).isInstanceOf(Lookup.Alive.class);
        assertThat(node.copies.counts().misses()).isEqualTo(1);
    }

    @Test
    void anEndedSessionIsNotFoundThoughItsCopyIsStillThere() {
        var copy = left(alice);
        end(alice);

        assertThat(node.find(alice)).isEqualTo(new Lookup.Over(EndReason.ADMIN));
        assertThat(process.get(name(alice))).isEqualTo(copy);
        assertThat(node.copies.counts().voids()).isEqualTo(1);
    }

    /// The fill has read the row, is held up, and puts the copy there when the end has long been acknowledged.
    @Test
    void aFillThatComesAfterTheEndDoesNotResurrectTheSession() {
        var read = (Lookup.Alive) store.sessions.read(TenantId.DEFAULT, id());
        end(alice);

        node.copies.offer(read.stored(), read.asOf());
        await(() -> process.get(name(alice)) != null);

        assertThat(node.find(alice)).isEqualTo(new Lookup.Over(EndReason.ADMIN));
        assertThat(node.copies.counts().voids()).isEqualTo(1);
    }

    @Test
    void aReplayedCopyIsNotBelievedAfterItsEntryWasForgotten() {
        var copy = left(alice);
        var before = clock.instant();
        end(alice);
        clock.advance(RevocationLog.ENTRY_LIFE.plus(Duration.ofMinutes(1)));
        store.log.sweep();
        clock.set(before);

        process.set(name(alice), copy);

        assertThat(node.find(alice)).isEqualTo(new Lookup.Over(EndReason.ADMIN));
        assertThat(node.copies.counts().voids()).isEqualTo(1);
    }

    @Test
    void aRenewalVoidsTheCopyOfBefore() {
        var copy = left(alice);
        append(Effect.REVOKE, TargetType.SESSION, id().text());
        process.set(name(alice), copy);

        assertThat(((Lookup.Alive) node.find(alice)).asOf()).isEqualTo(store.log.position());
        assertThat(node.copies.counts().hits()).isZero();
    }

    @Test
    void aCopyOfASuspendedTenantIsNotUsed() {
        left(alice);
        var changes = new TenantChanges(store.database, store.tenants, store.log);
        changes.change(TenantId.DEFAULT, new TenantChange(null, true, null));

        assertThat(node.find(alice)).isInstanceOf(Lookup.Suspended.class);
    }

    @Test
    void aCopyFromBeyondWhatThisNodeHasAppliedIsLeftAlone() {
        long beyond = store.log.position() + 1;
        process.set(name(alice), seal().seal(place(alice), new Copy(alice, beyond, clock.instant())));

        assertThat(((Lookup.Alive) node.find(alice)).asOf()).isLessThan(beyond);
        assertThat(node.copies.counts().voids()).isEqualTo(1);
    }

    @Test
    void aCopyIsUsedForHalfAnHourAndNotLonger() {
        var copy = seal().seal(place(alice), new Copy(alice, 0, clock.instant()));
        clock.advance(CopySeal.LONGEST);
        process.set(name(alice), copy);
        node.find(alice);
        clock.advance(Duration.ofMillis(1));
        process.set(name(alice), copy);
        node.find(alice);

        assertThat(node.copies.counts().hits()).isEqualTo(1);
        assertThat(node.copies.counts().voids()).isEqualTo(1);
    }

    @Test
    void redisForgetsACopyByItselfWithinHalfAnHour() {
        left(alice);

        assertThat(process.life(name(alice))).isBetween(1L, CopySeal.LONGEST.toMillis());
    }

    @Test
    void aCopyIsNeverDeclaredIdleWithoutReadingTheRow() {
        var unused = alice.session().idle();
        clock.advance(unused);
        process.set(name(alice), seal().seal(place(alice), new Copy(alice, 0, clock.instant())));
        store.database.write(tx -> tx.sql().update("update session set last_seen_at = ?", clock.instant()));

        assertThat(node.find(alice)).isInstanceOf(Lookup.Alive.class);
    }

    @Test
    void nothingOfASessionCanBeReadInRedis() {
        var copy = new String(left(alice), StandardCharsets.ISO_8859_1);

        assertThat(copy)
                .doesNotContain("alice")
                .doesNotContain(new String(alice.secret().reveal(), StandardCharsets.ISO_8859_1));
        assertThat(process.keys()).allSatisfy(key -> assertThat(key).doesNotContain("alice"));
    }

    /// What somebody who can write to Redis may put there in place of a copy.
    enum Forgery {
        NOISE {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                var noise = new byte[copy.length];
                new SecureRandom().nextBytes(noise);
                return noise;
            }
        },
        NOISE_OF_THIS_VERSION {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                var noise = NOISE.of(test, copy);
                noise[0] = copy[0];
                return noise;
            }
        },
        NOTHING {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                return new byte[0];
            }
        },
        TRUNCATED {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                return Arrays.copyOf(copy, copy.length - 1);
            }
        },
        HEADER_ALONE {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                return Arrays.copyOf(copy, 17);
            }
        },
        OF_A_LATER_POSITION {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                copy[8] ^= 1;
                return copy;
            }
        },
        OF_A_LATER_TIME {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                copy[16] ^= 1;
                return copy;
            }
        },
        OF_ANOTHER_SESSION {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                return test.left(test.store.signIn("mallory"));
            }
        },
        OF_ANOTHER_TENANT {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                var place = new Place(test.store.log.logId(), new SessionKey(new TenantId("acme"), test.id()));
                return seal().seal(place, test.fresh());
            }
        },
        OF_ANOTHER_LOG {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                var key = new SessionKey(TenantId.DEFAULT, test.id());
                return seal().seal(new Place("AAAAAAAAAAAAAAAA", key), test.fresh());
            }
        },
        UNDER_ANOTHER_KEY {
            @Override
            byte[] of(SharedCopiesTest test, byte[] copy) {
                return new CopySeal(new byte[32], new SecureRandom()).seal(test.place(test.alice), test.fresh());
            }
        };

        abstract byte[] of(SharedCopiesTest test, byte[] copy);
    }

    private Copy fresh() {
        return new Copy(alice, store.log.position(), clock.instant());
    }

    static Stream<Forgery> forgeries() {
        return Stream.of(Forgery.values());
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void whatNobodySealedForThisSessionChangesNothing(Forgery forgery) {
        var refusals = new AtomicInteger();
        node.copies.onRefused(refusals::incrementAndGet);
        var copy = left(alice);

        var forged = forgery.of(this, copy.clone());
        process.set(name(alice), forged);
        assertThat(node.find(alice)).isInstanceOf(Lookup.Alive.class);
        // What was read instead is left there a moment later.
        await(() -> !Arrays.equals(process.get(name(alice)), forged));
        end(alice);
        process.set(name(alice), forgery.of(this, copy.clone()));
        assertThat(node.find(alice)).isEqualTo(new Lookup.Over(EndReason.ADMIN));

        assertThat(node.copies.counts().hits()).isZero();
        assertThat(refusals).hasValue(2);
    }

    @Test
    void anotherKindOfValueIsNoAnswer() {
        process.run("LPUSH", name(alice), "x");

        assertThat(node.find(alice)).isInstanceOf(Lookup.Alive.class);
    }

    @Test
    void whatAPolicyChangedIsReadAnew() {
        left(alice);
        append(Effect.INVALIDATE, TargetType.TENANT, "");

        node.find(alice);

        assertThat(node.copies.counts().voids()).isEqualTo(1);
    }

    private void append(Effect effect, TargetType type, String value) {
        store.database.write(tx -> store.log.append(tx, TenantId.DEFAULT, effect, type, value));
    }
}
