package ripcord.server.cli;

import java.util.LinkedHashMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ripcord.server.apikey.Right;

/// `ripcord key …`: keys that sign, not those that this program shows.
final class KeyCommands {
    private KeyCommands() {}

    /// What becomes of a key that is declared compromised, in whatever way.
    static String compromises(String kid) {
        return "This voids every token that key " + kid + " signed, and the key never signs again";
    }

    static CommandLine of(World world) {
        return new CommandLine(new Group())
                .addSubcommand(new ListAll(world))
                .addSubcommand(new Rotate(world))
                .addSubcommand(new Compromise(world));
    }

    @Command(
            name = "key",
            description = "Shows and changes a tenant's signing keys.",
            footer = "  ripcord key list --tenant acme")
    private static final class Group extends CommandGroup {}

    @Command(
            name = "list",
            description = "Lists signing keys with their states and times.",
            footer = "  ripcord key list --tenant acme")
    private static final class ListAll extends InTenant {
        ListAll(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            print(server.send(Ask.get(Right.KEYS, path("keys"))), keys -> {
                var table = new Table("KID", "ALG", "STATE", "ANNOUNCED", "ACTIVE", "RETIRING", "GONE", "NOTE")
                        .whole("KID");
                keys.at("items")
                        .items()
                        .forEach(key -> table.row(
                                key.text("kid"),
                                key.text("alg"),
                                key.text("state"),
                                Times.readable(key.text("announced_at")),
                                Times.readable(key.text("active_at")),
                                Times.readable(key.text("retiring_at")),
                                Times.readable(key.text("gone_at")),
                                note(key)));
                print(table, "no keys yet: they are made when the first token is signed");
            });
            return Failure.DONE;
        }

        private static String note(Doc key) {
            var missing = key.at("missing").items().stream()
                    .map(verifier -> verifier.text("name"))
                    .distinct()
                    .toList();
            if (key.at("alarm").isThere()) {
                return "ALARM: " + key.text("alarm").replace('_', ' ');
            }
            return missing.isEmpty() ? "" : "not yet at " + String.join(", ", missing);
        }
    }

    @Command(
            name = "rotate",
            description = "Lets the announced key sign as soon as every verifier holds it, or its time has come.",
            footer = "  ripcord key rotate --tenant acme --wait 2s")
    private static final class Rotate extends InTenant {
        @Mixin
        private WaitOption wait = new WaitOption();

        Rotate(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var body = new LinkedHashMap<String, Object>();
            wait.inBody(body);
            var ask = Ask.post(Right.KEYS, path("keys", "rotate")).json(body);
            var reply = server.send(wait.patient(ask));
            print(reply, rotation -> {
                print("key " + rotation.text("kid") + " signs from " + relative(rotation.at("active_at")));
                Confirmations.lines(rotation).forEach(this::print);
            });
            Confirmations.requireComplete(reply.doc());
            return Failure.DONE;
        }
    }

    @Command(
            name = "compromise",
            description = "Declares a signing key compromised: what it signed is refused everywhere, for good, and the"
                    + " reserve signs at once.",
            footer = "  ripcord key compromise --tenant acme pR2mX9kQ0aZ7bN4c --reason 'laptop stolen' --wait 2s --yes")
    private static final class Compromise extends InTenant {
        @Parameters(paramLabel = "KID", converter = Values.Id.class, description = "The key's id.")
        private String kid = "";

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "REASON",
                converter = Values.Words.class,
                description = "Why, for the history.")
        private String reason = "";

        @Mixin
        private WaitOption wait = new WaitOption();

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        Compromise(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            confirm(yes, compromises(kid));
            var body = new LinkedHashMap<String, Object>();
            body.put("reason", reason);
            wait.inBody(body);
            var ask = Ask.post(Right.KEYS, path("keys", kid, "compromise")).json(body);
            var reply = server.send(wait.patient(ask));
            print(reply, done -> {
                print("key " + kid + " is compromised at position " + done.text("seq") + "; " + done.text("active_kid")
                        + " signs now");
                Confirmations.lines(done).forEach(this::print);
            });
            Confirmations.requireComplete(reply.doc());
            return Failure.DONE;
        }
    }
}
