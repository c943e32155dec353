package ripcord.bench.feed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import ripcord.bench.BareSqlite;
import ripcord.bench.Scratch;

/// The store that the log stands on, without Ripcord: threads that each append an entry, and wait until it is durable;
/// one thread that does for all that wait, in one transaction, what an entry takes: a position, and a row. SQLite with
/// the options that the server gives it, in the same JVM with the same options.
///
/// Arguments: folder, number of threads, milliseconds to warm up, milliseconds to measure. Prints how many a second.
final class BareLog {
    private static final int LARGEST_GROUP = 500;

    private final BlockingQueue<CompletableFuture<Long>> queue = new ArrayBlockingQueue<>(20_000);
    private final AtomicLong appended = new AtomicLong();
    private final Connection connection;

    private BareLog(Path folder) throws SQLException {
        connection = BareSqlite.open(folder);
        try (var statement = connection.createStatement()) {
            statement.execute("create table head (one integer not null primary key, seq bigint not null)");
            statement.execute("insert into head values (1, 0)");
            statement.execute("create table revocation (seq integer not null primary key, tenant text not null,"
                    + " target_type text not null, target blob not null, effect text not null,"
                    + " expires_at bigint not null)");
        }
    }

    static void main(String[] args) throws Exception {
        var log = new BareLog(Path.of(args[0]));
        Thread.ofPlatform().daemon().start(log::write);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            Thread.ofVirtual().start(log::append);
        }
        Thread.sleep(Long.parseLong(args[2]));
        long before = log.appended.get();
        long begun = System.nanoTime();
        Thread.sleep(Long.parseLong(args[3]));
        System.out.println(Math.round((log.appended.get() - before) * 1e9 / (System.nanoTime() - begun)));
        System.exit(0);
    }

    private void append() {
        while (true) {
            var done = new CompletableFuture<Long>();
            if (!queue.offer(done) || done.join() <= 0) {
                throw new IllegalStateException("not appended");
            }
        }
    }

    private void write() {
        var waiting = new ArrayList<CompletableFuture<Long>>();
        try (var begin = connection.prepareStatement("begin immediate");
                var advance = connection.prepareStatement("update head set seq = seq + 1 returning seq");
                var insert = connection.prepareStatement("insert into revocation values (?, ?, ?, ?, ?, ?)");
                var commit = connection.prepareStatement("commit")) {
            while (true) {
                waiting.add(queue.take());
                queue.drainTo(waiting, LARGEST_GROUP - 1);
                begin.execute();
                List<Long> positions = new ArrayList<>();
                for (int i = 0; i < waiting.size(); i++) {
                    positions.add(append(advance, insert));
                }
                commit.execute();
                appended.addAndGet(waiting.size());
                for (int i = 0; i < waiting.size(); i++) {
                    waiting.get(i).complete(positions.get(i));
                }
                waiting.clear();
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long append(PreparedStatement advance, PreparedStatement insert) throws SQLException {
        long seq;
        try (var rows = advance.executeQuery()) {
            seq = rows.next() ? rows.getLong(1) : 0;
        }
        var target = new byte[16];
        ThreadLocalRandom.current().nextBytes(target);
        insert.setLong(1, seq);
        insert.setString(2, "default");
        insert.setString(3, "token");
        insert.setBytes(4, target);
        insert.setString(5, "revoke");
        insert.setLong(6, System.currentTimeMillis());
        return insert.executeUpdate() == 1 ? seq : 0;
    }

    /// How many a second so many threads have appended, in a process of its own.
    static long perSecond(int threads) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of(System.getProperty("ripcord.root", "."), "server", "jvm.options"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareLog.class.getName(),
                        Scratch.folder("store").toString(),
                        Integer.toString(threads),
                        "4000",
                        "4000")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = process.inputReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            if (line == null || process.waitFor() != 0) {
                throw new IOException("the bare log ended without a word");
            }
            return Long.parseLong(line);
        } finally {
            process.destroy();
        }
    }
}
