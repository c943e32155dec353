package ripcord.server.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import ripcord.server.database.Access;
import ripcord.server.database.StoreDamagedException;
import ripcord.server.database.StoreReader;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.database.StoreUnreadableException;
import tools.jackson.databind.json.JsonMapper;

/// The store: whole, with room to grow, on a disk that keeps what it is given, and with times that make sense.
final class StoreChecks {
    static final String AS_THE_SERVER = "run as the user that the server runs as";

    private static final long MIB = 1 << 20;
    private static final long TIGHT = 100 * MIB;
    private static final long COMFORTABLE = 1024 * MIB;
    private static final Duration DIFFERENCE = Duration.ofSeconds(5);
    private static final Duration LATE = Duration.ofDays(1);
    private static final String USUAL_ROTATION = "P30D";
    /// Where locks or shared memory between processes do not hold what SQLite needs of them.
    private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs");

    private final Path data;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private StoreChecks(Path data, Instant now) {
        this.data = data;
        this.now = now;
    }

    static List<Finding> of(Path data, Instant now) {
        var checks = new StoreChecks(data, now);
        checks.moved();
        var file = StoreReader.file(data);
        switch (Access.to(file)) {
            case ABSENT ->
                checks.findings.add(Finding.warning(
                        "store",
                        "there is none in " + data.toAbsolutePath(),
                        "start the server once, or name its folder with --data"));
            case DENIED -> checks.findings.add(Finding.error("store", Access.denied(file), AS_THE_SERVER));
            case GRANTED -> checks.look(file);
        }
        return List.copyOf(checks.findings);
    }

    private void moved() {
        try {
            StoreReader.moved(data)
                    .ifPresent(said -> findings.add(Finding.error("store", said, "name the one to look at")));
        } catch (StoreUnavailableException e) {
            findings.add(Finding.error("store", String.valueOf(e.getMessage()), AS_THE_SERVER));
        }
    }

    private void look(Path file) {
        try {
            StoreReader.check(file);
            room(file);
            var facts = SqlStoreFacts.of(file, now);
            durability(facts);
            clock(facts);
            facts.active().forEach(this::age);
        } catch (StoreUnavailableException e) {
            findings.add(unusable(file, e));
        }
    }

    /// A restore signs everybody out: nobody is told to do that while the store may be whole.
    private static Finding unusable(Path file, StoreUnavailableException fault) {
        var told = String.valueOf(fault.getMessage());
        return switch (fault) {
            case StoreUnreadableException _ -> Finding.error("store", Access.denied(file), AS_THE_SERVER);
            case StoreDamagedException _ ->
                Finding.error("store", told, "ripcord restore BACKUP --data ANOTHER-FOLDER");
            default -> Finding.error("store", told, "see to that, and look again");
        };
    }

    private void room(Path file) {
        try {
            long bytes = Files.size(file);
            long free = Files.getFileStore(data).getUsableSpace();
            findings.add(Finding.ok("store", file + " is whole, " + size(bytes)));
            var room = size(free) + " free";
            if (free < TIGHT) {
                findings.add(Finding.error("disk", room, "make room now: writes are refused when it is full"));
            } else if (free < COMFORTABLE || free < bytes) {
                findings.add(Finding.warning("disk", room, "make room: less than 1 GiB, or than the store itself"));
            } else {
                findings.add(Finding.ok("disk", room));
            }
        } catch (IOException e) {
            findings.add(Finding.warning("disk", "its size is not to be had: " + e.getMessage(), "look at it"));
        }
    }

    private static String size(long bytes) {
        return bytes < COMFORTABLE
                ? String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB)
                : String.format(Locale.ROOT, "%.1f GiB", (double) bytes / COMFORTABLE);
    }

    private void durability(SqlStoreFacts facts) {
        if (!"wal".equals(facts.journal())) {
            findings.add(Finding.warning(
                    "durability", "journal mode " + facts.journal(), "start the server once: it sets WAL"));
        } else {
            findings.add(Finding.ok(
                    "durability", "WAL; every commit is synced before it is acknowledged (synchronous=FULL)"));
        }
        try {
            var type = Files.getFileStore(data).type();
            if (REMOTE.contains(type)) {
                findings.add(Finding.error(
                        "durability",
                        "the store is on " + type + ", which does not lock as SQLite needs it",
                        "move the data folder to a disk of this machine"));
            }
        } catch (IOException e) {
            findings.add(Finding.warning("durability", "the kind of file system is not to be had", "look at it"));
        }
    }

    /// The log's positions are the clock's, unless the clock was behind them.
    private void clock(SqlStoreFacts facts) {
        var newest = facts.newest().isAfter(facts.log()) ? facts.newest() : facts.log();
        var ahead = Duration.between(now, newest);
        if (ahead.compareTo(DIFFERENCE) > 0) {
            findings.add(Finding.error(
                    "clock",
                    "the store holds times up to " + newest + ", which this machine's clock has not reached",
                    "set the clock (NTP): sessions and tokens end too late until it has caught up"));
        } else {
            findings.add(Finding.ok("clock", "nothing in the store is later than now"));
        }
    }

    private void age(SqlStoreFacts.Active key) {
        var every = rotation(key.policy());
        var age = Duration.between(key.since(), now);
        if (age.compareTo(every.plus(LATE)) > 0) {
            findings.add(Finding.warning(
                    "signing key",
                    "tenant " + key.tenant() + " signs with one of " + age.toDays() + " days (policy: " + every + ")",
                    "see that the server runs and that its log has no error of its chore \"keys\""));
        }
    }

    private static Duration rotation(String policy) {
        try {
            var stated =
                    new JsonMapper().readTree(policy).at("/keys/rotate_every").asString(USUAL_ROTATION);
            return Duration.parse(stated);
        } catch (DateTimeParseException e) {
            return Duration.parse(USUAL_ROTATION);
        }
    }
}
