package ripcord.bench.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ripcord.bench.Machine;

/// `ServerMain [seconds] [part…]`: measures the server, pinned to one processor, and writes its sections of
/// `docs/benchmarks.md`. Seconds are those for each figure that is not measured in [rounds][Rounds]; without a part,
/// all of them. `stores` and
/// `tables` alone measure nothing: they make what `large` and `keycloak` need and keep. `ServerMain against CHECKOUT
/// [kind…]` measures this build beside that of another checkout, and prints it.
public final class ServerMain {
    private static final List<String> PARTS = List.of("requests", "start", "spring", "keycloak", "large");
    private static final String STORES = "stores";
    private static final String TABLES = "tables";
    private static final String AGAINST = "against";
    private static final Duration EACH = Duration.ofSeconds(3);

    private ServerMain() {}

    public static void main(String[] args) throws Exception {
        var parts = new ArrayList<>(List.of(args));
        if (parts.size() > 1 && parts.getFirst().equals(AGAINST)) {
            Cores.keepDriver();
            new Against(Path.of(parts.get(1)), parts.subList(2, parts.size())).measure();
            return;
        }
        var each = parts.isEmpty() || !parts.getFirst().matches("[1-9]\\d?")
                ? EACH
                : Duration.ofSeconds(Integer.parseInt(parts.removeFirst()));
        if (parts.equals(List.of(STORES))) {
            Large.prepare();
            return;
        }
        if (parts.equals(List.of(TABLES))) {
            Keycloak.prepare();
            return;
        }
        if (!PARTS.containsAll(parts)) {
            System.err.println("parts: " + parts + " (expected: some of " + PARTS + ")");
            System.exit(2);
        }
        var machine = Machine.now();
        Cores.keepDriver();
        for (String part : parts.isEmpty() ? PARTS : parts) {
            switch (part) {
                case "requests" -> new Requests(each, machine).measure();
                case "spring" -> new Others(each, machine).spring();
                case "keycloak" -> new Others(each, machine).keycloak();
                case "large" -> new Large(each, machine).measure();
                default -> new Starts(each, machine).measure();
            }
        }
    }
}
