package ripcord.server.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.HeldWriter;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.apikey.Creation;
import ripcord.server.apikey.Right;
import ripcord.server.apikey.TenantScope;
import ripcord.server.database.OnEveryStore;
import ripcord.server.database.StoreUnderTest;
import ripcord.server.key.MasterKey;
import ripcord.server.key.Sealer;
import ripcord.server.key.SigningKeys;
import ripcord.server.signin.SignIn;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

@OnEveryStore
class RemovalsTest {
    private static final TenantId GONE = TenantId.DEFAULT;
    private static final int SESSIONS = 450;
    /// One batch of each kind, and no more.
    private static final Duration NO_PATIENCE = Duration.ofSeconds(-1);

    private final SecureRandom random = new SecureRandom();
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;
    private SigningKeys keys;
    private ApiKeys apiKeys;
    private Removals removals;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"), clock);
        var sealer = new Sealer(MasterKey.readOrCreate(folder.resolve("master.key"), random), random);
        keys = new SigningKeys(new SigningKeys.Parts(store.database, store.log, store.policies, sealer), random, clock);
        apiKeys = new ApiKeys(store.database, random, clock, 1_000);
        removals = new Removals(new Removals.Parts(store.database, store.tenants, store.log, apiKeys, keys), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /// What a restart finds; no tenant is made.
    private void restart() {
        store.close();
        open();
    }

    private long rows(String table) {
        return store.database.query(
                sql -> sql.number("select count(*) from " + table + " where tenant = ?", GONE.value()));
    }

    private void use() {
        for (int i = 0; i < SESSIONS; i++) {
            store.signIn("subject" + i);
        }
        keys.signer(GONE);
    }

    @Test
    void aDeletionThatIsBrokenOffGoesOnAfterARestartAndCountsEachRowOnce() {
        use();
        removals.begin(GONE);
        var first = removals.proceed(GONE, NO_PATIENCE);
        assertThat(first.complete()).isFalse();
        assertThat(rows("session")).isBetween(1L, SESSIONS - 1L);

        restart();
        removals.sweep();

        var report = removals.begin(GONE).orElseThrow();
        assertThat(Arrays.stream(Kept.values()).map(kept -> rows(kept.table()))).containsOnly(0L);
        assertThat(report.deleted()).containsEntry("sessions", (long) SESSIONS).containsEntry("subjects", (long)
                SESSIONS);
        assertThat(report.deleted().get("signing_keys")).isEqualTo(2);
    }

    @Test
    void whatARequestThatWasUnderwayWritesAfterwardsGoesToo() {
        removals.begin(GONE);
        removals.proceed(GONE, Duration.ofMinutes(1));
        keys.signer(GONE);
        assertThat(rows("signing_key")).isPositive();

        clock.advance(Duration.ofMinutes(3));
        removals.sweep();
        keys.maintain();

        assertThat(rows("signing_key")).isZero();
        assertThat(removals.begin(GONE).orElseThrow().complete()).isTrue();
    }

    @Test
    void aSignInThatWasUnderwayIsRefused() {
        removals.begin(GONE);

        assertThat(store.signIns.signIn(store.request("late"))).isEqualTo(new SignIn.Refused(SignIn.Why.TENANT_GONE));
    }

    @Test
    void anApiKeyThatIsMadeInTheSameCommitGoesToo() throws Exception {
        var wish = new ApiKeys.Wish("late", new TenantScope.Only(Set.of(GONE)), Set.of(Right.FEED), null);
        try (var writer = new HeldWriter(store.database)) {
            var made = writer.queue(() -> apiKeys.create(wish));
            var begun = writer.queue(() -> removals.begin(GONE));

            writer.release();

            assertThat(begun.get().orElseThrow().deleted()).containsEntry("api_keys", 1L);
            assertThat(apiKeys.isGood(((Creation.Created) made.get()).key())).isFalse();
        }
        restart();
        assertThat(apiKeys.onlyFor(GONE)).isEmpty();
    }

    @Test
    void anIdIsNeverGivenAgain() {
        removals.begin(GONE);
        removals.proceed(GONE, Duration.ofMinutes(1));
        restart();

        assertThat(new Tenants(store.database, random).create(GONE, "again", _ -> {}))
                .isEmpty();
        assertThat(removals.isDeleted(GONE)).isTrue();
        assertThat(removals.begin(new TenantId("never"))).isEmpty();
    }

    /// Entries end by themselves, and must stay until then: they are what takes the tenant's tokens back.
    @Test
    void everyTableOfTheStoreThatNamesATenantIsDeletedFrom() {
        var tables = StoreUnderTest.isPostgres()
                ? "select table_name from information_schema.columns where table_schema = 'public'"
                        + " and column_name = 'tenant'"
                : "select m.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'"
                        + " and c.name = 'tenant'";
        var named = new HashSet<>(store.database.query(sql -> sql.list(tables, row -> row.text(1))));
        named.removeAll(Set.of("revocation"));

        assertThat(Arrays.stream(Kept.values()).map(Kept::table)).containsExactlyInAnyOrderElementsOf(named);
    }
}
