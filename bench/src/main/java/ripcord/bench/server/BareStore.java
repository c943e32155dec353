package ripcord.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import ripcord.bench.BareSqlite;

/// The store that Ripcord stands on, without Ripcord: threads that each rotate one session at a time, and wait until
/// that is durable; one thread that does for all that wait, in one transaction, a select and an update that compares,
/// as a rotation is. SQLite with the options that the server gives it, and as many columns as matter.
///
/// Arguments: folder, number of threads. For each number of milliseconds that it reads it prints how many rotations
/// were done meanwhile, and in how many commits.
final class BareStore {
    private static final int SESSIONS = 10_000;
    private static final int LARGEST_GROUP = 500;

    private final BlockingQueue<Rotation> queue = new ArrayBlockingQueue<>(20_000);
    private final AtomicLong rotations = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final Connection connection;

    private record Rotation(int session, CompletableFuture<Boolean> done) {}

    private BareStore(Path folder) throws SQLException {
        connection = BareSqlite.open(folder);
    }

    static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        Files.createDirectories(folder);
        var store = new BareStore(folder);
        store.fill();
        Thread.ofPlatform().daemon().start(store::write);
        int threads = Integer.parseInt(args[1]);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(store.measure(threads, Long.parseLong(line)));
        }
    }

    private void fill() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create table session (tenant text not null, id blob not null, subject text not null,"
                    + " secret blob not null, refresh_newest integer not null, refresh_exchanged integer,"
                    + " rotated_at bigint, newest_presented integer not null, rotated_address text not null,"
                    + " rotated_user_agent text not null, ended_at bigint, primary key (tenant, id))");
            statement.execute("with recursive n(i) as (select 0 union all select i + 1 from n where i < "
                    + (SESSIONS - 1)
                    + ") insert into session select 'default', cast(printf('%016d', i) as blob), 'subject' || i,"
                    + " randomblob(32), 1, null, null, 0, '', '', null from n");
        }
    }

    private String measure(int threads, long millis) throws InterruptedException {
        long before = rotations.get();
        long commitsBefore = commits.get();
        var over = new AtomicBoolean();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int session = i * (SESSIONS / threads);
            all.add(Thread.ofVirtual().start(() -> ask(session, over)));
        }
        Thread.sleep(millis);
        long done = rotations.get() - before;
        long committed = commits.get() - commitsBefore;
        over.set(true);
        for (Thread thread : all) {
            thread.join();
        }
        return done + " " + committed;
    }

    private void ask(int session, AtomicBoolean over) {
        while (!over.get()) {
            var rotation = new Rotation(session, new CompletableFuture<>());
            if (!queue.offer(rotation) || !rotation.done.join()) {
                throw new IllegalStateException("session " + session + " was not rotated");
            }
        }
    }

    private void write() {
        var waiting = new ArrayList<Rotation>();
        try (var begin = connection.prepareStatement("begin immediate");
                var select = connection.prepareStatement(
                        "select subject, secret, refresh_newest, refresh_exchanged, rotated_at, ended_at from session"
                                + " where tenant = ? and id = ?");
                var update = connection.prepareStatement(
                        "update session set refresh_newest = refresh_newest + 1, refresh_exchanged = ?, rotated_at = ?,"
                                + " newest_presented = 0, rotated_address = '192.0.2.0', rotated_user_agent = 'bench'"
                                + " where tenant = ? and id = ? and refresh_newest = ? and ended_at is null");
                var commit = connection.prepareStatement("commit")) {
            while (true) {
                waiting.add(queue.take());
                queue.drainTo(waiting, LARGEST_GROUP - 1);
                begin.execute();
                var rotated = new ArrayList<Boolean>();
                for (var each : waiting) {
                    rotated.add(rotate(each.session, select, update));
                }
                commit.execute();
                commits.incrementAndGet();
                rotations.addAndGet(waiting.size());
                for (int i = 0; i < waiting.size(); i++) {
                    waiting.get(i).done.complete(rotated.get(i));
                }
                waiting.clear();
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean rotate(int session, PreparedStatement select, PreparedStatement update) throws SQLException {
        byte[] id = "%016d".formatted(session).getBytes(StandardCharsets.US_ASCII);
        select.setString(1, "default");
        select.setBytes(2, id);
        int newest;
        try (var rows = select.executeQuery()) {
            newest = rows.next() && rows.getBytes(2).length == 32 ? rows.getInt(3) : 0;
        }
        update.setInt(1, newest);
        update.setLong(2, System.currentTimeMillis());
        update.setString(3, "default");
        update.setBytes(4, id);
        update.setInt(5, newest);
        return update.executeUpdate() == 1;
    }

    /// Runs it in a process of its own. Ends with [#close].
    static final class InProcess implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;

        private InProcess(Process process) {
            this.process = process;
            this.said = process.inputReader(StandardCharsets.UTF_8);
        }

        /// What was done in that time.
        record Done(long rotations, long commits, double seconds) {
            double perSecond() {
                return rotations / seconds;
            }
        }

        static InProcess start(Path folder, int threads) throws IOException {
            var command = Ripcord.java(BareStore.class.getName(), folder.toString(), Integer.toString(threads));
            var started = new InProcess(new ProcessBuilder(Cores.server(command))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
            started.said();
            return started;
        }

        Done measure(long millis) throws IOException {
            var to = process.outputWriter(StandardCharsets.UTF_8);
            to.write(millis + "\n");
            to.flush();
            String[] numbers = said().split(" ", -1);
            return new Done(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), millis / 1e3);
        }

        private String said() throws IOException {
            String line = said.readLine();
            if (line == null) {
                throw new IOException("the bare store ended");
            }
            return line;
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
