package ripcord.server.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.policy.Policy;
import ripcord.server.policy.Policy.AccessTokenPolicy;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class SigningKeysTest {
    private static final TenantId TENANT = TenantId.DEFAULT;
    private static final byte[] INPUT = "input".getBytes(UTF_8);

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private final MovableClock clock = new MovableClock();
    private TestStore store;
    private SigningKeys keys;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"), clock);
        var sealer = new Sealer(MasterKey.readOrCreate(folder.resolve("master.key"), random), random);
        keys = new SigningKeys(new SigningKeys.Parts(store.database, store.log, store.policies, sealer), random, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aClockThatIsSetBackBehindTheFirstKeyLeavesAKeyThatSigns() {
        var kid = keys.signer(TENANT).kid();
        clock.set(clock.instant().minus(Duration.ofHours(1)));

        assertThat(keys.signer(TENANT).kid()).isEqualTo(kid);
        keys.maintain();
        assertThat(keys.signer(TENANT).kid()).isEqualTo(kid);
    }

    @Test
    void theFirstUseMakesAKeyThatSignsAndOneInReserve() throws ParseException {
        var signer = keys.signer(TENANT);

        var jwks = JWKSet.parse(keys.jwks(TENANT).json());
        assertThat(jwks.getKeys()).hasSize(2);
        assertThat(jwks.getKeyByKeyId(signer.kid())).isNotNull();
        assertThat(keys.jwks(TENANT).maxAge()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void everyAlgorithmIsAnnouncedSignsAndIsPublishedSoThatOthersCanReadIt() throws ParseException {
        keys.signer(TENANT);
        for (var algorithm : List.of(SigningAlgorithm.RS256, SigningAlgorithm.EDDSA, SigningAlgorithm.ES256)) {
            use(algorithm);
            assertThat(keys.signer(TENANT).algorithm()).isNotEqualTo(algorithm);

            clock.advance(Duration.ofDays(1));
            keys.maintain();

            var signer = keys.signer(TENANT);
            var published = JWKSet.parse(keys.jwks(TENANT).json()).getKeyByKeyId(signer.kid());
            assertThat(signer.algorithm()).isEqualTo(algorithm);
            assertThat(published.getAlgorithm().getName()).isEqualTo(algorithm.wireName());
            assertThat(published.isPrivate()).isFalse();
        }
    }

    @Test
    void aRestartFindsTheSameRing() {
        var kid = keys.signer(TENANT).kid();
        var signature = keys.signer(TENANT).sign(INPUT);
        var eTag = keys.jwks(TENANT).eTag();
        close();
        open();

        assertThat(keys.signer(TENANT).kid()).isEqualTo(kid);
        assertThat(keys.jwks(TENANT).eTag()).isEqualTo(eTag);
        assertThat(keys.find(TENANT, kid).orElseThrow().verifies(INPUT, signature))
                .isTrue();
    }

    @Test
    void aRotationTakesPlaceAtItsTimeAndIsTold() {
        var first = keys.signer(TENANT).kid();
        var reserve = kids().get(1);
        keys.maintain();
        var told = new ArrayList<TenantId>();
        keys.onChanged(told::add);
        keys.maintain();
        assertThat(told).isEmpty();

        clock.advance(Duration.ofDays(30));
        keys.maintain();

        assertThat(keys.signer(TENANT).kid()).isEqualTo(reserve);
        assertThat(keys.find(TENANT, first)).isPresent();
        assertThat(told).containsExactly(TENANT);
        clock.advance(RingPlan.RETIREMENT);
        assertThat(keys.find(TENANT, first)).isEmpty();
        assertThat(keys.jwks(TENANT).json()).doesNotContain(first);
    }

    @Test
    void aCompromisedKeyIsBarredAndTheReserveSigns() {
        var stolen = keys.signer(TENANT).kid();
        var reserve = kids().get(1);

        var done = (Compromise.Barred) keys.compromise(TENANT, stolen);

        assertThat(done.activeKid()).isEqualTo(reserve);
        assertThat(keys.signer(TENANT).kid()).isEqualTo(reserve);
        assertThat(keys.find(TENANT, stolen)).isEmpty();
        assertThat(keys.jwks(TENANT).json()).doesNotContain(stolen);
        assertThat(store.log.position()).isEqualTo(done.seq());
        assertThat(store.log.live().barred(Target.of(TargetType.SIGNING_KEY, TENANT, stolen)))
                .isTrue();
        clock.advance(Duration.ofDays(400));
        keys.maintain();
        assertThat(keys.find(TENANT, stolen)).isEmpty();
    }

    @Test
    void barringAKeyTwiceIsNoSecondEntry() {
        var stolen = keys.signer(TENANT).kid();
        var first = (Compromise.Barred) keys.compromise(TENANT, stolen);

        var second = (Compromise.Barred) keys.compromise(TENANT, stolen);

        assertThat(second.seq()).isEqualTo(first.seq());
        assertThat(second.activeKid()).isEqualTo(first.activeKid());
    }

    @Test
    void aKeyOfAnotherTenantCannotBeBarred() {
        var other = new TenantId("other");
        store.tenants.create(other, "", _ -> {});
        var kid = keys.signer(other).kid();

        assertThat(keys.compromise(TENANT, kid)).isEqualTo(new Compromise.Unknown());
        assertThat(keys.find(TENANT, kid)).isEmpty();
        assertThat(keys.signer(other).kid()).isEqualTo(kid);
    }

    @Test
    void aKeyThatDoesNotOpenIsNotPublished() {
        var broken = keys.signer(TENANT).kid();
        store.database.write(tx -> tx.sql().update("update signing_key set algorithm = 'EdDSA' where kid = ?", broken));
        close();
        open();

        assertThat(keys.signer(TENANT).kid()).isNotEqualTo(broken);
        assertThat(keys.jwks(TENANT).json()).doesNotContain(broken);
    }

    @Test
    void aKeyThatDoesNotOpenIsListedWithAnAlarmAndCanBeBarred() {
        var broken = keys.signer(TENANT).kid();
        store.database.write(tx -> tx.sql().update("update signing_key set algorithm = 'EdDSA' where kid = ?", broken));
        close();
        open();
        keys.signer(TENANT);
        keys.maintain();
        assertThat(keys.alarms()).contains(new KeyAlarms.Raised(TENANT, broken, KeyAlarm.DOES_NOT_OPEN));

        assertThat(keys.compromise(TENANT, broken)).isInstanceOf(Compromise.Barred.class);
        keys.maintain();

        assertThat(keys.alarms()).isEmpty();
        assertThat(store.log.live().barred(Target.of(TargetType.SIGNING_KEY, TENANT, broken)))
                .isTrue();
        close();
        open();
        assertThat(keys.list(TENANT)).anyMatch(key -> key.kid().equals(broken) && key.compromisedAt() != null);
    }

    @Test
    void aRotationThatAVerifierHoldsUpAlarmsBeforeTheKeyIsOverdue() {
        keys.holders((_, _) -> false);
        var first = keys.signer(TENANT).kid();
        var raised = new ArrayList<KeyAlarms.Raised>();
        keys.onAlarm(raised::add);

        clock.advance(Duration.ofDays(30).minusMillis(1));
        keys.maintain();
        assertThat(raised).isEmpty();
        clock.advance(Duration.ofMillis(1));
        keys.maintain();
        keys.maintain();

        assertThat(keys.signer(TENANT).kid()).isEqualTo(first);
        assertThat(raised).containsExactly(new KeyAlarms.Raised(TENANT, first, KeyAlarm.LATE));
        clock.advance(Duration.ofDays(1));
        keys.maintain();
        assertThat(keys.signer(TENANT).kid()).isNotEqualTo(first);
        assertThat(keys.alarms()).isEmpty();
    }

    @Test
    void aWishedRotationSurvivesARestartAndIsOneHoweverOftenItIsAsked() {
        var first = keys.signer(TENANT).kid();
        var activated = new ArrayList<String>();
        var wished = keys.rotate(TENANT);
        assertThat(wished).isEqualTo(new Rotation(kids().get(1), clock.instant().plus(Duration.ofDays(1))));
        assertThat(keys.rotate(TENANT)).isEqualTo(wished);
        close();
        open();
        keys.onActivated((_, kid) -> activated.add(kid));
        assertThat(keys.signer(TENANT).kid()).isEqualTo(first);
        keys.maintain();

        clock.advance(Duration.ofDays(1));
        keys.maintain();

        assertThat(keys.signer(TENANT).kid()).isEqualTo(wished.kid());
        assertThat(activated).containsExactly(wished.kid());
    }

    @Test
    void rowsOfKeysGoneLongAgoAreDeletedAndThoseOfCompromisedOnesStay() {
        var stolen = keys.signer(TENANT).kid();
        keys.compromise(TENANT, stolen);
        var old = keys.signer(TENANT).kid();
        keys.rotate(TENANT);
        for (int day = 0; day < 100; day++) {
            clock.advance(Duration.ofDays(1));
            keys.maintain();
        }
        close();
        open();

        assertThat(keys.list(TENANT).stream().map(RingKey::kid))
                .contains(stolen)
                .doesNotContain(old);
    }

    @Test
    void ofManyWhoNeedARingAtOnceAllGetTheSame() throws Exception {
        var kids = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> use = () -> keys.signer(TENANT).kid();
            for (var done : threads.invokeAll(Collections.nCopies(32, use))) {
                kids.add(done.get());
            }
        }

        assertThat(kids).hasSize(1);
        assertThat(kids()).hasSize(2);
    }

    @Test
    void ofManyWhoBarKeysAtOnceNoneUndoesAnother() throws Exception {
        var kids = kids();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var kid : kids) {
                threads.execute(() -> keys.compromise(TENANT, kid));
            }
        }

        assertThat(keys.list(TENANT).stream()
                        .filter(key -> key.compromisedAt() != null)
                        .map(RingKey::kid))
                .containsExactlyInAnyOrderElementsOf(kids);
        assertThat(kids).doesNotContain(keys.signer(TENANT).kid());
    }

    private List<String> kids() {
        keys.signer(TENANT);
        return keys.list(TENANT).stream().map(RingKey::kid).toList();
    }

    private void use(SigningAlgorithm algorithm) {
        var all = Policy.DEFAULT;
        var token = all.accessToken();
        var changed = new AccessTokenPolicy(
                algorithm,
                token.lifetime(),
                token.jitter(),
                token.maxBytes(),
                token.defaultAudience(),
                token.authorization(),
                token.claims());
        var policy = new Policy(
                all.session(),
                all.cookie(),
                changed,
                all.refresh(),
                all.revocation(),
                all.keys(),
                all.clock(),
                all.outage());
        store.policies.replace(TENANT, null, policy, "test");
        keys.signer(TENANT);
        keys.maintain();
    }
}
