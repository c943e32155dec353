package ripcord.server.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a Redis or Valkey is: one server, one that Sentinels know, or a cluster. Without a password.
///
/// @param tls      whether it is spoken to under TLS, with certificates that Java trusts
/// @param hosts    the server; the Sentinels; or some nodes of the cluster, which tell of the others
/// @param master   what the Sentinels call it; empty text for the others
/// @param database its number; 0 for Sentinel and cluster
/// @param user     null for the one without a name
public record RedisUrl(
        Kind kind,
        boolean tls,
        List<Host> hosts,
        String master,
        int database,
        @Nullable String user) {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+]";
    private static final Pattern HOST = Pattern.compile("(" + NAME + ")(?::([0-9]{1,5}))?");
    private static final Pattern URL =
            Pattern.compile("redis(s?)(-sentinel|-cluster)?://(?:([^@/:?#]+)@)?([^@/?#]+)(?:/([A-Za-z0-9._-]*))?");
    private static final int HIGHEST_PORT = 65_535;
    private static final int HIGHEST_DATABASE = 1_000_000;

    /// Copies the list.
    public RedisUrl {
        hosts = List.copyOf(hosts);
    }

    /// Who has to be asked which server to use.
    public enum Kind {
        /// Nobody: there is one.
        SINGLE(6379),
        /// The Sentinels.
        SENTINEL(26379),
        /// Any node of the cluster.
        CLUSTER(6379);

        private final int port;

        Kind(int port) {
            this.port = port;
        }

        private static Kind of(@Nullable String suffix) {
            return switch (suffix) {
                case "-sentinel" -> SENTINEL;
                case "-cluster" -> CLUSTER;
                case null, default -> SINGLE;
            };
        }
    }

    /// One of them.
    public record Host(String name, int port) {
        private static Optional<Host> of(String text, int otherwise) {
            var found = HOST.matcher(text);
            if (!found.matches()) {
                return Optional.empty();
            }
            int port = found.group(2) == null ? otherwise : Integer.parseInt(found.group(2));
            return port > HIGHEST_PORT || port == 0
                    ? Optional.empty()
                    : Optional.of(new Host(bare(found.group(1)), port));
        }

        private static String bare(String name) {
            return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        }

        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /// Makes sense of `text`; empty if there is none in it.
    public static Optional<RedisUrl> parse(String text) {
        var found = URL.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        var kind = Kind.of(found.group(2));
        var path = found.group(5) == null ? "" : found.group(5);
        var hosts = Stream.of(found.group(4).split(",", -1))
                .map(host -> Host.of(host, kind.port))
                .toList();
        if (hosts.stream().anyMatch(Optional::isEmpty) || !fits(kind, hosts.size(), path)) {
            return Optional.empty();
        }
        return Optional.of(new RedisUrl(
                kind,
                !found.group(1).isEmpty(),
                hosts.stream().map(Optional::orElseThrow).toList(),
                kind == Kind.SENTINEL ? path : "",
                kind == Kind.SINGLE && !path.isEmpty() ? Integer.parseInt(path) : 0,
                found.group(3)));
    }

    private static boolean fits(Kind kind, int hosts, String path) {
        return switch (kind) {
            case SINGLE -> hosts == 1 && (path.isEmpty() || isDatabase(path));
            case SENTINEL -> !path.isEmpty();
            case CLUSTER -> path.isEmpty();
        };
    }

    private static boolean isDatabase(String path) {
        return path.matches("[0-9]{1,7}") && Integer.parseInt(path) <= HIGHEST_DATABASE;
    }

    /// For people: what was stated, but for the user.
    @Override
    public String toString() {
        var scheme = "redis" + (tls ? "s" : "")
                + switch (kind) {
                    case SINGLE -> "";
                    case SENTINEL -> "-sentinel";
                    case CLUSTER -> "-cluster";
                };
        var all = String.join(",", hosts.stream().map(Host::toString).toList());
        return scheme + "://" + all
                + switch (kind) {
                    case SINGLE -> database == 0 ? "" : "/" + database;
                    case SENTINEL -> "/" + master;
                    case CLUSTER -> "";
                };
    }
}
