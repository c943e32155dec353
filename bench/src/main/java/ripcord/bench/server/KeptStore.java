package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import ripcord.bench.Scratch;

/// A store that takes minutes to make, kept in `bench/target` for the next run, which works on a copy: sessions that
/// were signed in over HTTP, and more of them that nobody uses, as rows.
final class KeptStore {
    /// Well within the idle time of the sessions in it.
    private static final Duration FRESH = Duration.ofDays(1);

    private static final String WITHOUT_GRACE = "t0";

    private final Path folder;
    private final Size size;

    /// How much there is.
    ///
    /// @param active of the sessions, half of them with a session token and half with a refresh token
    record Size(int stored, int active, int tenants) {
        /// @param text the three, with commas between them
        static Size of(String text) {
            int[] all = Stream.of(text.split(",")).mapToInt(Integer::parseInt).toArray();
            if (all.length != 3) {
                throw new IllegalArgumentException("size: " + text + " (expected: stored,active,tenants)");
            }
            return new Size(all[0], all[1], all[2]);
        }

        String name() {
            return String.format(Locale.ROOT, "%,d sessions, %,d of them active, %,d tenants", stored, active, tenants);
        }
    }

    KeptStore(Size size) {
        this.size = size;
        this.folder =
                Ripcord.root().resolve("bench/target/store-%d-%d-%d".formatted(size.stored, size.active, size.tenants));
    }

    Size size() {
        return size;
    }

    /// A copy of it, to be changed; makes it if need be.
    Crowd copy() throws IOException, InterruptedException, SQLException {
        make();
        var copy = Scratch.folder("store");
        copy(folder, copy);
        return Crowd.read(copy);
    }

    /// Makes it, unless it was made within a day.
    void make() throws IOException, InterruptedException, SQLException {
        if (isFresh()) {
            return;
        }
        System.err.printf(Locale.ROOT, "making a store: %s%n", size.name());
        long begun = System.nanoTime();
        var crowd = Crowd.make(Scratch.folder("store"), size.active, size.tenants);
        addRows(crowd.folder());
        copy(crowd.folder(), folder);
        crowd.write(folder);
        System.err.printf(Locale.ROOT, "made in %.0f s%n", (System.nanoTime() - begun) / 1e9);
    }

    private boolean isFresh() throws IOException {
        var credentials = Crowd.credentials(folder);
        return Files.exists(credentials)
                && Files.getLastModifiedTime(credentials)
                        .toInstant()
                        .isAfter(Instant.now().minus(FRESH));
    }

    /// How large a store is, in MB.
    static long megabytes(Path folder) throws IOException {
        return Files.size(database(folder)) / 1_000_000;
    }

    private static Path database(Path folder) {
        return folder.resolve("data/ripcord.db");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /// Adds rows as the server would have made them, but for secrets that open nothing, and has refreshing rotate each
    /// time at all tenants.
    private void addRows(Path of) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database(of))) {
            connection.setAutoCommit(false);
            addPolicies(connection);
            if (size.stored > size.active) {
                addSessions(connection, size.stored - size.active);
            }
            connection.commit();
        }
    }

    /// The policy of the one tenant that has one, for the others.
    private void addPolicies(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            int added = statement.executeUpdate("""
                    insert into policy (tenant, version, document, changed_at, actor)
                        select t.id, p.version, p.document, p.changed_at, p.actor from policy p, tenant t
                         where p.tenant = '%1$s' and t.id like 't%%' and t.id <> '%1$s'
                           and p.version = (select max(version) from policy where tenant = '%1$s')
                    """.formatted(WITHOUT_GRACE));
            if (added != size.tenants - 1) {
                throw new SQLException("policies: " + added + " (expected: " + (size.tenants - 1) + ")");
            }
        }
    }

    private void addSessions(Connection connection, int more) throws SQLException {
        long now = System.currentTimeMillis();
        var numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < " + more + ") ";
        try (var statement = connection.createStatement()) {
            statement.execute(numbers + """
                    insert into subject (tenant, subject, authz_ref, disabled, roles, entitlements, attributes, ended_seq)
                        select 't' || (i %% %d), 'stored' || i, 'stored' || i, 0, '[]', '[]', '{}', 0 from n
                    """.formatted(size.tenants));
            statement.execute(numbers + """
                    insert into session (tenant, id, subject, client_id, client_kind, amr, auth_time, persistent,
                            created_at, last_seen_at, expires_at, device_label, device_ip, secret, token_key,
                            credentials, since_seq, session_generation, refresh_newest, refresh_renewed,
                            newest_presented, rotated_address, rotated_user_agent, rotated_client, created_by)
                        select 't' || (i %% %1$d), randomblob(16), 'stored' || i, 'default', 'native', 'pwd', %2$d, 0,
                            %2$d - i, %2$d, %2$d + 864000000, 'a device', '192.0.2.1', randomblob(32), 1, 6, 1, 1, 1, 1,
                            0, '', '', '', 'system' from n
                    """.formatted(size.tenants, now));
        }
    }
}
