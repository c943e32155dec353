package ripcord.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;

@OnEveryStore
class TenantsTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aTenantIsTheSameAfterARestart() {
        var made =
                store.tenants.create(new TenantId("shop"), "The shop", _ -> {}).orElseThrow();
        close();
        open();

        assertThat(store.tenants.find(new TenantId("shop"))).contains(made);
    }

    @Test
    void aNameIsGivenOnce() {
        var first = store.tenants.create(new TenantId("shop"), "", _ -> {}).orElseThrow();

        assertThat(store.tenants.create(new TenantId("shop"), "again", _ -> {})).isEmpty();

        assertThat(store.tenants.find(new TenantId("shop"))).contains(first);
    }

    @Test
    void aTenantIsMadeWithAllThatBelongsToItOrNotAtAll() {
        assertThatThrownBy(() -> store.tenants.create(new TenantId("shop"), "", _ -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(store.tenants.find(new TenantId("shop"))).isEmpty();
        assertThat(store.tenants.create(new TenantId("shop"), "", _ -> {})).isPresent();
    }

    @Test
    void aPageFollowsAnother() {
        for (int i = 0; i < 120; i++) {
            store.tenants.create(new TenantId("t-" + i), "", _ -> {});
        }

        var first = store.tenants.list(_ -> true, "", 100);
        var second = store.tenants.list(_ -> true, first.next().orElseThrow(), 100);

        assertThat(first.items()).hasSize(100);
        assertThat(second.items()).hasSize(21).doesNotContainAnyElementsOf(first.items());
        assertThat(second.next()).isEmpty();
    }
}
