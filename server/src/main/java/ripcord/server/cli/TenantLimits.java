package ripcord.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ripcord.server.apikey.Right;
import ripcord.server.cli.Values.Ceiling;

/// `ripcord tenant limits`
@Command(
        name = "limits",
        description = "Shows how much a tenant may take, or changes what is named. none takes a limit away.",
        footer = {
            "  ripcord tenant limits acme",
            "  ripcord tenant limits acme --requests-per-second 200 --sessions none"
        })
final class TenantLimits extends TenantCommands.OfTenant {
    private static final String NONE = "none";

    @Option(
            names = "--requests-per-second",
            paramLabel = "RATE",
            converter = Values.Rate.class,
            description = "Requests, in the long run: 1 to 1000000, or none.")
    private @Nullable Ceiling requests;

    @Option(
            names = "--sign-ins-per-second",
            paramLabel = "RATE",
            converter = Values.Rate.class,
            description = "Sign-ins, in the long run: 1 to 1000000, or none.")
    private @Nullable Ceiling signIns;

    @Option(
            names = "--sessions",
            paramLabel = "QUOTA",
            converter = Values.Quota.class,
            description = "Sessions that are alive at a time: 0 to 1000000000, or none.")
    private @Nullable Ceiling sessions;

    @Option(
            names = "--subjects",
            paramLabel = "QUOTA",
            converter = Values.Quota.class,
            description = "Subjects that are known: 0 to 1000000000, or none.")
    private @Nullable Ceiling subjects;

    TenantLimits(World world) {
        super(world);
    }

    @Override
    int run(Server server) {
        var named = named();
        var ask = named.isEmpty()
                ? Ask.get(Right.TENANTS, path())
                : Ask.patch(Right.TENANTS, path()).json(Map.of("limits", named));
        print(server.send(ask), this::show);
        return Failure.DONE;
    }

    private Map<String, @Nullable Object> named() {
        var named = new LinkedHashMap<String, @Nullable Object>();
        put(named, "requests_per_second", requests);
        put(named, "sign_ins_per_second", signIns);
        put(named, "sessions", sessions);
        put(named, "subjects", subjects);
        return named;
    }

    private static void put(Map<String, @Nullable Object> named, String name, @Nullable Ceiling ceiling) {
        if (ceiling != null) {
            named.put(name, ceiling.most());
        }
    }

    private void show(Doc tenant) {
        var facts = new Facts();
        tenant.at("limits").members().forEach((name, most) -> facts.put(name.replace('_', ' '), shown(new Doc(most))));
        print(facts);
    }

    private static String shown(Doc most) {
        return most.isThere() ? most.text() : NONE;
    }
}
