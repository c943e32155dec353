package ripcord.server;

import java.util.List;
import ripcord.server.config.Config;
import ripcord.server.tenant.TenantId;

/// What a start says to whoever typed the command: one line, and after the first start what to do next.
final class Greeting {
    private Greeting() {}

    /// Nothing where standard output is for events: whoever reads them reads JSON.
    static List<String> of(Config config, RipcordServer server) {
        if (Config.Observation.STANDARD_OUTPUT.equals(config.observation().events())) {
            return List.of();
        }
        var listening = "ripcord " + RipcordServer.version() + " listens on " + config.baseUrl();
        return server.madeTheStore() ? first(config, listening) : List.of(listening + later(config));
    }

    private static String store(Config config) {
        return config.database() == null
                ? config.data().toString()
                : config.database().url();
    }

    private static String later(Config config) {
        return ", store " + store(config) + ", API key " + RootKey.file(config.data()) + ". Stop with Ctrl-C.";
    }

    private static List<String> first(Config config, String listening) {
        var sessions = config.baseUrl() + "/admin/v1/tenants/" + TenantId.DEFAULT + "/sessions";
        return List.of(
                "Made a new store in "
                        + (config.database() == null ? config.data().toAbsolutePath() : store(config))
                        + ", with tenant " + TenantId.DEFAULT + ".",
                "  API key with all rights:  " + RootKey.file(config.data()),
                "  master key:               " + config.masterKeyFile() + "  (keep a copy of it, apart from the store)",
                listening + ". Stop with Ctrl-C.",
                "",
                "Sign somebody in:",
                "",
                "  curl -s " + sessions + " \\",
                "    -H \"Authorization: Bearer $(cat " + RootKey.file(config.data()) + ")\" \\",
                "    -H 'Content-Type: application/json' \\",
                "    -d '{\"subject\":\"alice\",\"amr\":[\"pwd\"],\"client_kind\":\"browser\"}'",
                "");
    }
}
