package ripcord.server.database;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// That no server is on a store in a database. One that died without a word is known by its beat, which stands still.
final class Absence {
    private static final String DELETE = "delete from node where id = ? and beat = ?";
    private static final Duration PAUSE = Duration.ofMillis(250);

    private Absence() {}

    /// Waits until that is sure, three seconds at most, and takes the rows of those who died.
    ///
    /// @throws StoreRefusedException if one is there
    static void require(Sql sql, String url) {
        var first = beats(sql);
        long until = System.nanoTime() + Peers.GONE.toNanos();
        while (!first.isEmpty() && System.nanoTime() - until < 0) {
            pause();
            requireStill(first, sql, url);
        }
        // One that is only cut off may still answer from memory, where a tenant lets it.
        var forget = sql.number("select count(to_regclass('node_gone'))") == 1 ? Node.FORGET : DELETE;
        first.forEach((id, beat) -> sql.update(forget, id, beat));
        requireNone(sql, url);
    }

    /// As far as the transaction sees that is open.
    ///
    /// @throws StoreRefusedException if one is there
    static void requireNone(Sql sql, String url) {
        if (sql.number("select count(*) from node") > 0) {
            throw inUse(url);
        }
    }

    private static void requireStill(Map<String, Long> first, Sql sql, String url) {
        var now = new HashMap<>(beats(sql));
        now.entrySet().removeAll(first.entrySet());
        if (!now.isEmpty()) {
            throw inUse(url);
        }
    }

    private static StoreRefusedException inUse(String url) {
        return new StoreRefusedException(
                "--database-url: " + url + " is in use by a server (expected: none; stop all servers on it)");
    }

    private static Map<String, Long> beats(Sql sql) {
        return sql.list("select id, beat from node", row -> Map.entry(row.text(1), row.number(2))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while looking for servers", e);
        }
    }
}
