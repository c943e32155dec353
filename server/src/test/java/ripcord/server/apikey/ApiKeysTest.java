package ripcord.server.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.HeldWriter;
import ripcord.server.MovableClock;
import ripcord.server.database.Database;
import ripcord.server.database.OutcomeUnknownException;

class ApiKeysTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private Database database;
    private ApiKeys keys;

    @BeforeEach
    void open() {
        database = Database.open(folder, clock);
        keys = new ApiKeys(database, new SecureRandom(), clock, 1_000);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private ApiKey makeOneThatMayDoEverything() {
        var wish = new ApiKeys.Wish("all", new TenantScope.All(), EnumSet.allOf(Right.class), null);
        return ((Creation.Created) keys.create(wish)).key();
    }

    @Test
    void ofTheLastTwoKeysOneStaysAlsoIfBothAreDeletedInOneCommit() throws Exception {
        var one = makeOneThatMayDoEverything();
        var other = makeOneThatMayDoEverything();
        try (var writer = new HeldWriter(database)) {
            var first = writer.queue(() -> keys.delete(one, one.id(), false));
            var second = writer.queue(() -> keys.delete(other, other.id(), false));

            writer.release();

            assertThat(first.get()).isEqualTo(new Deletion.Deleted(one));
            assertThat(second.get()).isEqualTo(new Deletion.LastOfAll());
        }
        assertThat(keys.isGood(one)).isFalse();
        assertThat(keys.isGood(other)).isTrue();
    }

    @Test
    void aKeyIsDeletedOnceAlsoIfItIsTriedTwiceInOneCommit() throws Exception {
        var root = makeOneThatMayDoEverything();
        var key = makeOneThatMayDoEverything();
        try (var writer = new HeldWriter(database)) {
            var first = writer.queue(() -> keys.delete(root, key.id(), false));
            var second = writer.queue(() -> keys.delete(root, key.id(), false));

            writer.release();

            assertThat(first.get()).isEqualTo(new Deletion.Deleted(key));
            assertThat(second.get()).isEqualTo(new Deletion.Unknown());
        }
    }

    @Test
    void whoListensIsToldOfADeletionAlsoIfWhoDeletedIsNotToldHowItEnded() throws Exception {
        var root = makeOneThatMayDoEverything();
        var key = makeOneThatMayDoEverything();
        var told = new CompletableFuture<ApiKey>();
        keys.onDeleted(told::complete);
        var deleter = new CompletableFuture<Thread>();
        var afterDeletion = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var writer = new HeldWriter(database)) {
            var deletion = writer.queue(() -> {
                deleter.complete(Thread.currentThread());
                return keys.delete(root, key.id(), false);
            });
            var slow = writer.queue(() -> database.write(tx -> {
                afterDeletion.countDown();
                HeldWriter.await(go);
                return tx.now();
            }));
            writer.release();
            HeldWriter.await(afterDeletion);

            deleter.join().interrupt();

            assertThatThrownBy(deletion::get).hasCauseInstanceOf(OutcomeUnknownException.class);
            go.countDown();
            slow.get();
            assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(key);
        } finally {
            go.countDown();
        }
        assertThat(keys.isGood(key)).isFalse();
    }
}
