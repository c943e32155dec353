package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;

/// What was kept and could not be applied is neither success nor the end of the writer.
@OnEveryStore
class WriterFaultsTest {
    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = StoreUnderTest.open(folder, new MovableClock());
        database.write(tx -> tx.sql().update("create table kept (n integer primary key)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private int keep(int n, Runnable afterCommit) {
        return database.write(tx -> {
            tx.afterCommit(afterCommit);
            return tx.sql().update("insert into kept (n) values (?)", n);
        });
    }

    @Test
    void anErrorAfterACommitDoesNotEndTheWriter() {
        assertThatThrownBy(() -> keep(1, () -> {
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(keep(2, () -> {})).isOne();
    }

    @Test
    void whatThisNodeCouldNotApplyIsNotAcknowledged() {
        assertThatThrownBy(() -> keep(1, () -> {
                    throw new IllegalStateException("no room");
                }))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasRootCauseMessage("no room");
    }

    @Test
    void anActionThatFailsKeepsNoOtherFromRunning() {
        var ran = new AtomicBoolean();

        assertThatThrownBy(() -> database.write(tx -> {
                    tx.afterCommit(() -> {
                        throw new StackOverflowError("deep");
                    });
                    tx.afterCommit(() -> ran.set(true));
                    return tx.sql().update("insert into kept (n) values (1)");
                }))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(ran).isTrue();
    }
}
