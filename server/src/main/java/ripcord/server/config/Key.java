package ripcord.server.config;

import java.util.Locale;
import java.util.Optional;

/// What can be decided, and all words about it: `--help`, refusals and `docs/configuration.md` say what stands here.
public enum Key {
    DATA("data", Kind.FOLDER, "data", "Where the store is. serve makes it if it is not there.", "a folder"),
    DATABASE_URL(
            "database-url",
            Kind.URL,
            Key.NONE,
            "The PostgreSQL database that the store is in, for any number of servers; --data then holds root.key alone.",
            "jdbc:postgresql://HOST/DATABASE, with no password in it"),
    DATABASE_USER(
            "database-user",
            Kind.NAME,
            Key.NONE,
            "Whom PostgreSQL knows this server as. Without it the URL or the system says.",
            "a name, together with --database-url"),
    DATABASE_PASSWORD_FILE(
            "database-password-file",
            Kind.FILE,
            Key.NONE,
            "The password, in a file that is read for each connection.",
            "a file, together with --database-url"),
    DATABASE_READ_URL(
            "database-read-url",
            Kind.URL,
            Key.NONE,
            "A streaming replica of that database, with the same user, for looking up sessions and authorizations, and"
                    + " for lists and exports. It is read only while it has everything that this server knows; without"
                    + " it nothing is missing.",
            "jdbc:postgresql://HOST/DATABASE, with no password in it, together with --database-url"),
    DATABASE_LISTEN_URL(
            "database-listen-url",
            Kind.URL,
            Key.NONE,
            "The same database without a pool between, for one connection on which this server hears of changes at once."
                    + " Needed where --database-url leads to a pool that shares connections out by the transaction, and"
                    + " without it, or a Redis, changes are noticed within a quarter of a second.",
            "jdbc:postgresql://HOST/DATABASE, with no password in it, together with --database-url"),
    REDIS_URL(
            "redis-url",
            Kind.URL,
            Key.NONE,
            "A Redis or Valkey that nodes share copies and counters in and call each other by, to be faster; without it"
                    + " nothing is missing."
                    + " rediss://, rediss-sentinel:// and rediss-cluster:// speak TLS.",
            "redis://[USER@]HOST[:PORT][/DATABASE], redis-sentinel://HOST,HOST/MASTER or redis-cluster://HOST,HOST,"
                    + " with no password in it"),
    REDIS_PASSWORD_FILE(
            "redis-password-file",
            Kind.FILE,
            Key.NONE,
            "Its password, in a file that is read for each connection. Sentinels are asked without one.",
            "a file, together with --redis-url"),
    HOST("host", Kind.ADDRESS, "127.0.0.1", "Where to listen.", "an address of this machine"),
    PORT("port", Kind.PORT, "8480", "The port to listen on.", Kind.A_PORT),
    BASE_URL(
            "base-url",
            Kind.URL,
            "http://localhost:PORT",
            "What clients call this server; issuers of tokens begin with it. Must be said if --host is not loopback, or"
                    + " --port is 0.",
            "http:// or https://, a host of letters, digits, dots and hyphens, and at most a path; no query, no user"),
    ADMIN_PORT(
            "admin-port",
            Kind.PORT,
            Key.NONE,
            "A port of its own for /admin and /metrics, which --port then does not answer. /health is on both.",
            Kind.A_PORT),
    MASTER_KEY_FILE(
            "master-key-file",
            Kind.FILE,
            Key.HOME + ".config/ripcord/master.key",
            "What keys in the store are sealed under. serve makes it with a new store; keep a copy apart from that.",
            "a file"),
    SESSIONS_IN_MEMORY(
            "sessions-in-memory",
            Kind.NUMBER,
            "200000",
            "How many sessions the server keeps copies of in memory, those that were used last. Any other is read from the"
                    + " store when it is used. Fewer where they would not fit into half of the heap.",
            "a number from " + Config.FEWEST_IN_MEMORY + " to " + Config.MOST_IN_MEMORY),
    ALLOW_PLAIN_HTTP(
            "allow-plain-http",
            Kind.SWITCH,
            "false",
            "Listen on an address that is not loopback. The server speaks no TLS: something in front of it has to.",
            "true or false"),
    EVENTS(
            "events",
            Kind.FILE,
            Key.NONE,
            "Where all events go as JSON lines; - for standard output. The log has those that matter in any case.",
            "a file, or - for standard output"),
    METRICS_TENANTS(
            "metrics-tenants",
            Kind.IDS,
            Key.NONE,
            "The tenants that metrics tell apart.",
            "ids of up to " + Config.MOST_TENANTS + " tenants, separated by commas");

    static final String HOME = "~/";
    private static final String NONE = "none";

    private final String wireName;
    private final Kind kind;
    private final String otherwise;
    private final String means;
    private final String expected;

    Key(String wireName, Kind kind, String otherwise, String means, String expected) {
        this.wireName = wireName;
        this.kind = kind;
        this.otherwise = otherwise;
        this.means = means;
        this.expected = expected;
    }

    /// What a value is.
    enum Kind {
        FOLDER("FOLDER", "text"),
        FILE("FILE", "text"),
        ADDRESS("ADDRESS", "text"),
        PORT("PORT", "number"),
        URL("URL", "text"),
        NAME("NAME", "text"),
        NUMBER("NUMBER", "number"),
        IDS("ID,ID", "text"),
        SWITCH("true|false", "boolean");

        private static final String A_PORT = "a port from 0 to 65535; 0 takes any that is free";

        private final String label;
        private final String toml;

        Kind(String label, String toml) {
            this.label = label;
            this.toml = toml;
        }

        /// What help has in its place.
        String label() {
            return label;
        }

        /// What it is in the file.
        String toml() {
            return toml;
        }
    }

    /// As the file holds it, and with two hyphens before it the command line.
    public String wireName() {
        return wireName;
    }

    /// As the command line has it.
    public String flag() {
        return "--" + wireName;
    }

    /// As the environment has it.
    public String variable() {
        return "RIPCORD_" + wireName.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    Kind kind() {
        return kind;
    }

    /// What holds where nobody says anything: a value, in which `PORT` is the port, or `none`.
    String otherwise() {
        return otherwise;
    }

    String means() {
        return means;
    }

    /// What a value has to be.
    String expected() {
        return expected;
    }

    static Optional<Key> ofWireName(String name) {
        for (var key : values()) {
            if (key.wireName.equals(name)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    static Optional<Key> ofVariable(String name) {
        for (var key : values()) {
            if (key.variable().equals(name)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
