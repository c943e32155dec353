package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.database.Move.Step;
import ripcord.server.database.Move.Watcher;

/// A store that is restored into a database is there whole, or not at all.
class HandoverTest extends MoveFixture {
    private static final int ROWS = 700;

    @BeforeEach
    void fill() {
        clock.set(Instant.now());
        Tables.fill(data, ROWS);
    }

    /// As a server with a folder of its own sees it.
    private Store.Server elsewhere() {
        return new Store.Server(place.url(), place.user(), null, folder.resolve("elsewhere"));
    }

    private long handOver(Watcher watcher) {
        return Handover.run(data, place, clock, watcher);
    }

    @Test
    void everyRowOfTheFolderIsInTheDatabase() {
        assertThat(handOver(NOBODY)).isGreaterThan(ROWS);

        assertThat(there().equals(here())).isTrue();
        Database.open(elsewhere(), clock).close();
    }

    @Test
    void newRowsGetNumbersAboveTheOldOnes() {
        handOver(NOBODY);

        there("insert into session_history (tenant, session, at, event, actor) values ('new', '\\x00', 1, 'x', 'y')");
        assertThat(there().get("session_history")).hasSize(ROWS + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 12})
    void anInterruptedOneLeavesAnEmptyDatabase(int call) {
        assertThatThrownBy(() -> handOver(interruptingTheCopyAt(call))).isInstanceOf(Interruption.class);

        assertThat(there().values()).allSatisfy(rows -> assertThat(rows).isEmpty());
        Handover.requireEmpty(place);
        assertThat(handOver(NOBODY)).isPositive();
        assertThat(there().equals(here())).isTrue();
    }

    @Test
    void aConnectionThatIsLostLeavesAnEmptyDatabase() {
        assertThatThrownBy(() -> handOver(doing(Step.COMPARING, () -> PostgresServer.killAll(data))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageNotContaining("\n");

        assertThat(there().values()).allSatisfy(rows -> assertThat(rows).isEmpty());
        handOver(NOBODY);
        assertThat(there().equals(here())).isTrue();
    }

    @Test
    void aRowThatDoesNotArriveKeepsAllOthersAway() {
        Database.open(elsewhere(), clock).close();
        there(
                "create function spoil() returns trigger language plpgsql as $$ begin new.name = 'spoilt'; return new; end $$");
        there("create trigger spoil before insert on tenant for each row execute function spoil()");

        assertThatThrownBy(() -> handOver(NOBODY))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("table tenant: column name of table tenant, rowid 1 arrived as something else")
                .hasMessageContaining("nothing of it was kept");
        assertThat(there().values()).allSatisfy(rows -> assertThat(rows).isEmpty());
    }

    @Test
    void aServerThatStartsMeanwhileDoesNotGetInBetween() {
        assertThatThrownBy(() -> handOver(doing(Step.COPYING, () -> {
                    try (var database = Database.open(elsewhere(), clock)) {
                        assertThatThrownBy(() -> database.write(tx -> tx.sql()
                                        .update("insert into revocation_head (one, seq, log) values (1, 0, 'x')")))
                                .isInstanceOf(StoreUnavailableException.class);
                    }
                    throw new Interruption();
                })))
                .isInstanceOf(Interruption.class);
        try (var before = Database.open(elsewhere(), clock)) {
            before.onLost(_ -> {});
            handOver(NOBODY);

            assertThatThrownBy(() -> before.write(tx -> tx.sql().update("delete from tenant")))
                    .isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(there().get("tenant")).hasSize(ROWS);
    }

    @Test
    void whatIsThereIsNotOverwritten() {
        handOver(NOBODY);
        var before = there();

        assertThatThrownBy(() -> handOver(NOBODY))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("holds a store");
        assertThatThrownBy(() -> Handover.requireEmpty(place)).isInstanceOf(StoreRefusedException.class);
        var strange = PostgresServer.empty(folder.resolve("strange"));
        Tables.execute(Tables.server(strange), "create table precious (id text)");
        assertThatThrownBy(() -> Handover.run(data, strange, clock, NOBODY))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("is not empty");

        assertThat(there()).isEqualTo(before);
    }
}
