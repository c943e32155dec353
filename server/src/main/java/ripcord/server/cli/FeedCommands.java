package ripcord.server.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ripcord feed …`
final class FeedCommands {
    private FeedCommands() {}

    static CommandLine of(World world) {
        return new CommandLine(new Group()).addSubcommand(new Tail(world));
    }

    @Command(name = "feed", description = "Follows the revocation log.", footer = "  ripcord feed tail")
    private static final class Group extends CommandGroup {}

    @Command(
            name = "tail",
            description = "Prints a line for each entry of the revocation log as it is made, until Ctrl-C. Counts as a"
                    + " verifier meanwhile: it confirms what it has printed.",
            footer = {"  ripcord feed tail", "  ripcord feed tail --tenant acme --from-start --json"})
    private static final class Tail extends ServerCommand implements FeedFollower.Reader {
        @Option(
                names = "--tenant",
                paramLabel = "TENANT",
                converter = Values.Tenant.class,
                description = "Only its entries. Default: those of all tenants that the API key is for")
        private @Nullable String tenant;

        @Option(
                names = "--name",
                paramLabel = "VERIFIER",
                converter = Values.VerifierName.class,
                description = "What ripcord verifiers calls it meanwhile. Default: ripcord-feed-tail")
        private String name = "ripcord-feed-tail";

        @Option(names = "--from-start", description = "Print first what is live already.")
        private boolean fromStart;

        @Option(
                names = "--count",
                paramLabel = "N",
                converter = Values.Limit.class,
                description = "End after so many entries, 1 to 200. Default: never")
        private @Nullable Integer count;

        private int printed;

        Tail(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var base = tenant == null ? new String[] {"feed"} : new String[] {"t", tenant, "feed"};
            new FeedFollower(server, world(), base, name).follow(fromStart, this);
            return Failure.DONE;
        }

        @Override
        public void begun() {
            if (!isJson()) {
                print(line("AT SEQ", "TENANT", "EFFECT", "TARGET", "VALUE (HASHED)"));
                world().terminal().flush();
            }
        }

        @Override
        public void said(String what) {
            tell(what);
        }

        @Override
        public boolean takes(Doc entry) {
            print(isJson() ? JsonOut.compact(entry.value()) : readable(entry));
            printed++;
            return !world().terminal().isClosed() && (count == null || printed < count);
        }

        private String readable(Doc entry) {
            var effect = entry.text("effect");
            var padded = String.format(Locale.ROOT, "%-10s", Plain.line(effect));
            return line(
                    entry.text("seq"),
                    entry.text("tenant"),
                    isInked() ? Ink.of(effect).on(padded) : padded,
                    entry.text("target_type"),
                    entry.text("target"));
        }

        private static String line(String seq, String tenant, String effect, String type, String target) {
            return String.format(
                            Locale.ROOT,
                            "%-16s  %-16s  %-10s  %-11s  %s",
                            Plain.line(seq),
                            Plain.line(tenant),
                            effect,
                            Plain.line(type),
                            Plain.line(target))
                    .stripTrailing();
        }
    }
}
