package ripcord.server;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import ripcord.server.config.ConfigException;
import ripcord.server.http.PortTakenException;
import ripcord.server.relay.RelayKeys;
import ripcord.server.relay.ShownKey;
import ripcord.server.tenant.TenantId;

/// `ripcord relay`: follows a server's feed and serves it to others, until it is told to stop.
@Command(
        name = "relay",
        description = {
            "Follows the feed of a server, or of another relay, and serves it to verifiers: so that the server has a few"
                    + " streams where there are many verifiers, and a region has one stream across the ocean.",
            "It keeps nothing on disk. What it says of freshness includes its own; a revocation counts as confirmed here"
                    + " when everybody behind it has confirmed. Verifiers go on to fetch keys and to introspect at the"
                    + " issuer. docs/relay.md has the rest."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  ripcord api-key create --name relay-eu --all-tenants --right feed --out eu.key",
            "  ripcord relay-key orders --keys-file relay.keys --output orders-at-relay.key",
            "  ripcord relay --upstream https://id.example.com --upstream-key-file eu.key --keys-file relay.keys",
            "",
            "Exit codes: 130 stopped by Ctrl-C, 143 stopped by SIGTERM, 1 failed, 2 told something that cannot be."
        })
final class Relay implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    /// What a signal ends is told to whoever started it by the signal's number, not by this.
    private static final int STOPPED = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;
    private static final Pattern FEED = Pattern.compile("(.*/)?(feed|t|t/[^/]*(/feed)?)/?");
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST_BOUND = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Sources sources;

    @Option(
            names = "--upstream",
            required = true,
            paramLabel = "URL",
            description = "What to follow: the server's base URL, or another relay's.")
    private String upstream = "";

    @Option(
            names = "--upstream-key-file",
            required = true,
            paramLabel = "FILE",
            description = "The API key to show there, with the right feed. Read again each second; with"
                    + " another key in it the relay begins anew.")
    private Path upstreamKeyFile = Path.of("");

    @Option(
            names = "--keys-file",
            required = true,
            paramLabel = "FILE",
            description =
                    "Who may follow this relay: a line for each key, which ripcord relay-key writes. Read again each"
                            + " second; whose line is gone is cut off.")
    private Path keysFile = Path.of("");

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "Follow this tenant alone. Default: all tenants of the upstream key.")
    private @Nullable String tenant;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What it is called upstream, in lists and confirmations. Default: relay")
    private String name = "relay";

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen. Default: 127.0.0.1")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = {"The port; 0 takes any that is free.", "Default: 8490"})
    private String port = "8490";

    @Option(
            names = "--max-staleness",
            paramLabel = "DURATION",
            description = "Upstream says at least four times in this time how fresh it is; that is what a relay adds to"
                    + " the staleness of those behind it. Default: PT0.4S")
    private String maxStaleness = "PT0.4S";

    @Option(
            names = "--acceptance",
            paramLabel = "DURATION",
            description =
                    "For how long a verifier behind this relay may accept by what it knows, at most: the larger of"
                            + " its max_staleness and accept_for. Upstream waits that long for a relay that is gone; a verifier"
                            + " that wants more is refused. Default: PT2S")
    private String acceptance = "PT2S";

    @Option(
            names = "--allow-plain-http",
            description =
                    "Listen on an address that is not loopback. A relay speaks no TLS: something in front of it has"
                            + " to.")
    private boolean allowPlainHttp;

    Relay(Sources sources) {
        this.sources = sources;
    }

    /// With its options.
    CommandSpec command() {
        return CommandSpec.forAnnotatedObject(this);
    }

    @Override
    public Integer call() {
        try {
            var config = config();
            return run(config);
        } catch (ConfigException | RelayKeys.UnusableException e) {
            return fail(WRONG, e.getMessage());
        }
    }

    private RelayConfig config() throws ConfigException {
        var bound = duration("--max-staleness", maxStaleness, LONGEST_BOUND);
        var accepting = duration("--acceptance", acceptance, LONGEST);
        if (accepting.compareTo(bound) < 0) {
            throw new ConfigException("--acceptance", acceptance, "at least --max-staleness, " + bound);
        }
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new ConfigException("--name", name, "1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return new RelayConfig(
                new RelayConfig.Followed(url(), ShownKey.read(upstreamKeyFile), tenant()),
                new RelayConfig.Promise(name, bound, accepting),
                address(),
                port(),
                keysFile);
    }

    private static Duration duration(String option, String text, Duration longest) throws ConfigException {
        try {
            var duration = Duration.parse(text);
            if (duration.compareTo(SHORTEST) >= 0 && duration.compareTo(longest) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            LOG.debug("not a duration option={}", option, e);
        }
        throw new ConfigException(option, text, "a duration such as PT2S, from " + SHORTEST + " to " + longest);
    }

    private URI url() throws ConfigException {
        try {
            var url = URI.create(upstream);
            boolean plain = url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && !FEED.matcher(url.getRawPath()).matches();
            if (plain && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("not a URL", e);
        }
        throw new ConfigException(
                "--upstream",
                upstream,
                "the base URL as clients have it, https://HOST or http://localhost, without /feed or /t/TENANT: --tenant"
                        + " says which");
    }

    private @Nullable TenantId tenant() throws ConfigException {
        if (tenant == null) {
            return null;
        }
        var parsed = TenantId.parse(tenant);
        if (parsed.isEmpty()) {
            throw new ConfigException("--tenant", tenant, "a tenant's id");
        }
        return parsed.get();
    }

    private InetAddress address() throws ConfigException {
        try {
            var address = InetAddress.getByName(host);
            if (!host.isBlank() && (address.isLoopbackAddress() || allowPlainHttp)) {
                return address;
            }
        } catch (UnknownHostException e) {
            throw new ConfigException("--host", host, "an address of this machine");
        }
        throw new ConfigException(
                "--host",
                host,
                "a loopback address, or --allow-plain-http if something in front of this relay speaks TLS");
    }

    private int port() throws ConfigException {
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= HIGHEST_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            LOG.debug("not a number", e);
        }
        throw new ConfigException("--port", port, "a port from 0 to 65535; 0 takes any that is free");
    }

    private int run(RelayConfig config) throws RelayKeys.UnusableException {
        try (var ends = new Ends()) {
            return run(config, ends);
        }
    }

    /// One whose source has another log begins anew: those who follow are told to go, and find the other log.
    private int run(RelayConfig config, Ends ends) throws RelayKeys.UnusableException {
        boolean first = true;
        var at = config;
        var keys = RelayKeys.read(config.keysFile());
        while (true) {
            RelayServer relay;
            try {
                relay = RelayServer.start(at, keys, sources);
            } catch (PortTakenException e) {
                return fail(
                        WRONG,
                        "--port: " + at.port() + " on " + at.host().getHostAddress()
                                + " is in use or not allowed (expected: a port that is free)");
            } catch (IllegalArgumentException e) {
                return fail(WRONG, "--upstream: " + e.getMessage());
            } catch (RuntimeException e) {
                LOG.debug("not started", e);
                return fail(FAILED, String.valueOf(e.getMessage()));
            }
            relay.onLost(ends::lost);
            if (first) {
                System.out.println(greeting(at, relay));
            }
            // The same port when it begins anew, also where any would have done.
            first = false;
            at = new RelayConfig(at.followed(), at.promise(), at.host(), relay.port(), at.keysFile());
            var lost = ends.next();
            relay.close();
            if (lost.isEmpty()) {
                return STOPPED;
            }
            keys = keys.carriedOver();
            LOG.warn("relay begins anew why=\"{}\"", lost.get());
        }
    }

    private static String greeting(RelayConfig config, RelayServer relay) {
        return "ripcord relay " + RipcordServer.version() + " listens on http://"
                + config.host().getHostAddress() + ":" + relay.port() + ", follows "
                + config.followed().feed() + " as " + config.promise().name() + ". Stop with Ctrl-C.";
    }

    private static int fail(int code, @Nullable String message) {
        System.err.println("ripcord: " + message);
        return code;
    }
}
