package ripcord.server.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.apikey.ApiKey;
import ripcord.server.apikey.Right;
import ripcord.server.apikey.TenantScope;
import ripcord.server.tenant.TenantId;

/// Who may follow a relay: a file with a line for each key, its name, its tenants and the key's hash. The relay never
/// sees an API key of the issuer but its own, and has nothing that one could follow with. Thread-safe.
public final class RelayKeys {
    /// What a line looks like.
    public static final String EXPECTED = "NAME TENANT,TENANT or *, SHA-256 of the key in hex";

    private static final Logger LOG = LoggerFactory.getLogger(RelayKeys.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int PARTS = 3;
    private static final int ID = 16;
    private static final long LARGEST = 4 << 20;
    private static final int LOOKS_BETWEEN_WARNINGS = 60;

    private final Path file;
    private final List<Consumer<ApiKey>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, ApiKey> byHash;
    /// How many looks in a row were in vain.
    private volatile int failed;

    private RelayKeys(Path file, Map<String, ApiKey> byHash) {
        this.file = file;
        this.byHash = byHash;
    }

    /// That the file is not as it should be. The message names file and line, and no part of a key.
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableException(String message) {
            super(message);
        }
    }

    /// Reads the file.
    public static RelayKeys read(Path file) throws UnusableException {
        return new RelayKeys(file, parse(file));
    }

    /// The same for another relay of this process, with what was good last: whoever may follow goes on to be let in,
    /// also while the file is not as expected. Nobody listens to it yet.
    public RelayKeys carriedOver() {
        var next = new RelayKeys(file, byHash);
        next.failed = failed;
        return next;
    }

    /// A line of the file.
    public static String line(String name, List<String> tenants, String key) {
        return name + " " + String.join(",", tenants) + " " + hash(key);
    }

    /// Whether that is one.
    public static boolean isLine(String line) {
        var parts = line.split(" ", -1);
        return parts.length == PARTS && key(parts).isPresent();
    }

    /// Looks whether a line may be added.
    ///
    /// @throws UnusableException if the file is there, and is none of these
    public static void requireGood(Path file) throws UnusableException {
        if (Files.exists(file)) {
            parse(file);
        }
    }

    /// The key that was shown, if it is one.
    public Optional<ApiKey> find(String shown) {
        return Optional.ofNullable(byHash.get(hash(shown)));
    }

    /// Whether `key`, which was good a moment ago, still is.
    public boolean isGood(ApiKey key) {
        return byHash.containsValue(key);
    }

    /// Runs `listener` when a key is not in the file any more, or for other tenants.
    public void onGone(Consumer<ApiKey> listener) {
        listeners.add(listener);
    }

    /// Whether the file was as expected at the last look.
    public boolean isUsable() {
        return failed == 0;
    }

    /// Looks at the file again, which is to be done each second. What is not as expected changes nothing, and is said
    /// once a minute.
    public synchronized void look() {
        Map<String, ApiKey> read;
        try {
            read = parse(file);
        } catch (UnusableException e) {
            if (failed % LOOKS_BETWEEN_WARNINGS == 0) {
                LOG.warn("keys not read again, those of before are good why=\"{}\"", e.getMessage());
            }
            failed++;
            return;
        }
        failed = 0;
        var before = byHash;
        byHash = read;
        before.values().stream()
                .filter(key -> !read.containsValue(key))
                .forEach(key -> listeners.forEach(listener -> listener.accept(key)));
    }

    private static Map<String, ApiKey> parse(Path file) throws UnusableException {
        var keys = new LinkedHashMap<String, ApiKey>();
        int number = 0;
        for (var line : lines(file)) {
            number++;
            var parts = line.strip().split("\\s+");
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            var key = parts.length == PARTS ? key(parts) : Optional.<ApiKey>empty();
            if (key.isEmpty()) {
                throw new UnusableException(file + ": line " + number + " is no key (expected: " + EXPECTED
                        + "; ripcord relay-key makes one)");
            }
            if (keys.put(parts[2], key.get()) != null) {
                throw new UnusableException(file + ": line " + number + " has the hash of another line (expected: a key"
                        + " of its own for each line)");
            }
        }
        return Map.copyOf(keys);
    }

    private static List<String> lines(Path file) throws UnusableException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new UnusableException(file + ": larger than 4 MiB (expected: a line for each key)");
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UnusableException(
                    file + ": cannot be read (expected: a file of keys; ripcord relay-key makes one)");
        }
    }

    private static Optional<ApiKey> key(String... parts) {
        var scope = scope(parts[1]);
        if (!NAME.matcher(parts[0]).matches()
                || scope.isEmpty()
                || !HASH.matcher(parts[2]).matches()) {
            return Optional.empty();
        }
        // Safe to log: who knows it knows nothing of the key.
        var id = parts[2].substring(0, ID);
        var rights = scope.get() instanceof TenantScope.All ? Set.of(Right.FEED, Right.METRICS) : Set.of(Right.FEED);
        return Optional.of(new ApiKey(id, parts[0], scope.get(), rights, Instant.EPOCH, null));
    }

    private static Optional<TenantScope> scope(String text) {
        if (text.equals("*")) {
            return Optional.of(new TenantScope.All());
        }
        var tenants = Arrays.stream(text.split(",", -1)).map(TenantId::parse).toList();
        return tenants.stream().allMatch(Optional::isPresent)
                ? Optional.of(new TenantScope.Only(
                        tenants.stream().map(Optional::orElseThrow).collect(Collectors.toSet())))
                : Optional.empty();
    }

    /// A plain hash will do: nobody guesses 256 random bits.
    private static String hash(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
