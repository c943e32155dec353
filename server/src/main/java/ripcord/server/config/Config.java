package ripcord.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ripcord.server.config.Statements.Statement;

/// How the server runs.
///
/// @param data          the folder of the store, or of what belongs to it and is not in its database
/// @param database      where the store is if not in the folder; null for the folder
/// @param redis         what makes nodes faster together; null for none
/// @param host          the address to listen on
/// @param port          0 for any that is free
/// @param adminPort     where operators' routes are instead; null for the same port
/// @param baseUrl       what clients call the server; without a slash at the end
/// @param masterKeyFile what private keys are sealed under
/// @param inMemory      how many sessions are kept in memory at most
/// @param observation   what is told about all of it
public record Config(
        Path data,
        @Nullable DatabaseServer database,
        @Nullable RedisServer redis,
        InetAddress host,
        int port,
        @Nullable Integer adminPort,
        URI baseUrl,
        Path masterKeyFile,
        int inMemory,
        Observation observation) {
    /// How many sessions are kept in memory unless something else is stated.
    public static final int USUALLY_IN_MEMORY = 200_000;

    static final int MOST_TENANTS = 100;
    static final int FEWEST_IN_MEMORY = 1_000;
    static final int MOST_IN_MEMORY = 10_000_000;
    private static final Pattern TENANT = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    /// In a URL: as a parameter, or before the host.
    private static final Pattern PASSWORD = Pattern.compile("(?i)password\\s*=|//[^/?]*@");

    /// In a URL in which a user may stand.
    private static final Pattern PASSWORD_OF_USER = Pattern.compile("(?i)password\\s*=|//[^@]*:[^@]*@");

    private static final int HIGHEST_PORT = 65535;

    /// A database that a store is in.
    ///
    /// @param url          for JDBC; without a password
    /// @param user         null for the one that the URL or the system names
    /// @param passwordFile null for none
    /// @param readUrl      as `url`, of a replica; null for none
    /// @param listenUrl    as `url`, without a pool between; null for `url`
    public record DatabaseServer(
            String url,
            @Nullable String user,
            @Nullable Path passwordFile,
            @Nullable String readUrl,
            @Nullable String listenUrl) {
        /// With nothing besides.
        public DatabaseServer(String url, @Nullable String user, @Nullable Path passwordFile) {
            this(url, user, passwordFile, null, null);
        }

        /// With a replica.
        public DatabaseServer(
                String url, @Nullable String user, @Nullable Path passwordFile, @Nullable String readUrl) {
            this(url, user, passwordFile, readUrl, null);
        }
    }

    /// A Redis or Valkey.
    ///
    /// @param passwordFile null for none
    public record RedisServer(RedisUrl url, @Nullable Path passwordFile) {}

    /// What is told, and where.
    ///
    /// @param events         the file that all events go to, as JSON lines; `-` for standard output; null for none
    /// @param metricsTenants the tenants that metrics tell apart; all others are counted together
    public record Observation(@Nullable Path events, List<String> metricsTenants) {
        /// Standard output.
        public static final Path STANDARD_OUTPUT = Path.of("-");

        /// The log alone.
        public static final Observation LOG = new Observation(null, List.of());

        /// Copies the list.
        public Observation {
            metricsTenants = List.copyOf(metricsTenants);
        }
    }

    /// For what cannot work on a store in a folder.
    public DatabaseServer requireDatabase() throws ConfigException {
        if (database == null) {
            throw new ConfigException(Key.DATABASE_URL.flag(), "not stated", Key.DATABASE_URL.expected());
        }
        return database;
    }

    /// Makes sense of what was stated.
    ///
    /// @param home the operator's home folder, where the master key is unless something else is stated
    public static Config of(Statements statements, Path home) throws ConfigException {
        var reader = new Reader(statements);
        var host = reader.readOrDefault(Key.HOST, Config::address);
        int port = reader.readOrDefault(Key.PORT, Config::port);
        var adminPort = reader.read(Key.ADMIN_PORT, Config::port);
        if (adminPort.isPresent() && port != 0 && adminPort.get() == port) {
            throw reader.wrong(Key.ADMIN_PORT, "another port than " + Key.PORT.flag());
        }
        refusePlainHttp(reader, host);
        return new Config(
                reader.readOrDefault(Key.DATA, Config::path),
                database(reader).orElse(null),
                redis(reader).orElse(null),
                host,
                port,
                adminPort.orElse(null),
                baseUrl(reader, host, port),
                reader.read(Key.MASTER_KEY_FILE, Config::path).orElseGet(() -> masterKeyFile(home)),
                reader.readOrDefault(Key.SESSIONS_IN_MEMORY, Config::inMemory),
                observation(reader));
    }

    private static Optional<DatabaseServer> database(Reader reader) throws ConfigException {
        reader.refuseSecret(Key.DATABASE_URL, PASSWORD, Key.DATABASE_PASSWORD_FILE);
        var url = reader.read(Key.DATABASE_URL, Config::databaseUrl);
        var user = reader.read(Key.DATABASE_USER, Config::name);
        var passwordFile = reader.read(Key.DATABASE_PASSWORD_FILE, Config::path);
        if (url.isEmpty() && user.isPresent()) {
            throw reader.wrong(Key.DATABASE_USER, Key.DATABASE_USER.expected());
        }
        if (url.isEmpty() && passwordFile.isPresent()) {
            throw reader.wrong(Key.DATABASE_PASSWORD_FILE, Key.DATABASE_PASSWORD_FILE.expected());
        }
        var readUrl = besides(reader, Key.DATABASE_READ_URL, url.isPresent());
        var listenUrl = besides(reader, Key.DATABASE_LISTEN_URL, url.isPresent());
        return url.map(
                known -> new DatabaseServer(known, user.orElse(null), passwordFile.orElse(null), readUrl, listenUrl));
    }

    private static @Nullable String besides(Reader reader, Key key, boolean beside) throws ConfigException {
        reader.refuseSecret(key, PASSWORD, Key.DATABASE_PASSWORD_FILE);
        var url = reader.read(key, Config::databaseUrl);
        if (!beside && url.isPresent()) {
            throw reader.wrong(key, key.expected());
        }
        return url.orElse(null);
    }

    private static Optional<RedisServer> redis(Reader reader) throws ConfigException {
        reader.refuseSecret(Key.REDIS_URL, PASSWORD_OF_USER, Key.REDIS_PASSWORD_FILE);
        var url = reader.read(Key.REDIS_URL, RedisUrl::parse);
        var passwordFile = reader.read(Key.REDIS_PASSWORD_FILE, Config::path);
        if (url.isEmpty() && passwordFile.isPresent()) {
            throw reader.wrong(Key.REDIS_PASSWORD_FILE, Key.REDIS_PASSWORD_FILE.expected());
        }
        return url.map(known -> new RedisServer(known, passwordFile.orElse(null)));
    }

    private static Optional<String> databaseUrl(String text) {
        return text.startsWith("jdbc:postgresql:") ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> name(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    private static Path masterKeyFile(Path home) {
        return home.resolve(Key.MASTER_KEY_FILE.otherwise().substring(Key.HOME.length()));
    }

    private static Observation observation(Reader reader) throws ConfigException {
        return new Observation(
                reader.read(Key.EVENTS, Config::path).orElse(null),
                reader.read(Key.METRICS_TENANTS, Config::tenants).orElse(List.of()));
    }

    private static Optional<List<String>> tenants(String text) {
        var ids = List.of(text.split(",", -1));
        boolean fits = ids.size() <= MOST_TENANTS
                && ids.stream().allMatch(id -> TENANT.matcher(id).matches());
        return fits ? Optional.of(ids) : Optional.empty();
    }

    private static void refusePlainHttp(Reader reader, InetAddress host) throws ConfigException {
        boolean allowed = reader.readOrDefault(Key.ALLOW_PLAIN_HTTP, Config::bool);
        if (!host.isLoopbackAddress() && !allowed) {
            throw reader.wrong(
                    Key.HOST,
                    "a loopback address, or " + Key.ALLOW_PLAIN_HTTP.flag()
                            + " if something in front of this server speaks TLS");
        }
    }

    private static URI baseUrl(Reader reader, InetAddress host, int port) throws ConfigException {
        var stated = reader.read(Key.BASE_URL, Config::url);
        if (stated.isPresent()) {
            return stated.get();
        }
        if (!host.isLoopbackAddress() || port == 0) {
            throw new ConfigException(
                    Key.BASE_URL.flag(),
                    "not stated",
                    "what clients call this server, since that does not follow from " + Key.HOST.flag() + " and "
                            + Key.PORT.flag());
        }
        return URI.create(Key.BASE_URL.otherwise().replace("PORT", String.valueOf(port)));
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port >= 0 && port <= HIGHEST_PORT ? Optional.of(port) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> inMemory(String text) {
        try {
            int number = Integer.parseInt(text);
            return number >= FEWEST_IN_MEMORY && number <= MOST_IN_MEMORY ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> bool(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> url(String text) {
        try {
            var url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean plain = url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return plain && web ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Reads statements, and says where a wrong one stands.
    private record Reader(Statements statements) {
        <T> Optional<T> read(Key key, Function<String, Optional<T>> parse) throws ConfigException {
            var statement = statements.get(key);
            var value = statement.map(Statement::value).flatMap(parse);
            if (statement.isPresent() && value.isEmpty()) {
                throw wrong(key, key.expected());
            }
            return value;
        }

        <T> T readOrDefault(Key key, Function<String, Optional<T>> parse) throws ConfigException {
            return read(key, parse).orElseGet(() -> parse.apply(key.otherwise()).orElseThrow());
        }

        /// Refuses a value with a secret in it, and doesn't say it again.
        void refuseSecret(Key key, Pattern secret, Key instead) throws ConfigException {
            var statement = statements.get(key);
            if (statement.isPresent() && secret.matcher(statement.get().value()).find()) {
                throw new ConfigException(
                        statement.get().where(),
                        "has a password in it",
                        key.expected() + "; " + instead.flag() + " names a file with it");
            }
        }

        ConfigException wrong(Key key, String expected) {
            var statement = statements.get(key).orElse(new Statement(key.flag(), "not stated"));
            return new ConfigException(statement.where(), statement.value(), expected);
        }
    }
}
