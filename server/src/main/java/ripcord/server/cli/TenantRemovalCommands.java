package ripcord.server.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ripcord.server.apikey.Right;

/// `ripcord tenant delete` and `export`: what one does before and after parting with a tenant.
final class TenantRemovalCommands {
    private TenantRemovalCommands() {}

    @Command(
            name = "delete",
            description = "Deletes a tenant with everything in it, for good. Its id is never given again.",
            footer = "  ripcord tenant delete acme --wait 2s --yes")
    static final class Delete extends TenantCommands.OfTenant {
        @Mixin
        private WaitOption wait = new WaitOption();

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        Delete(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            confirm(yes, "This deletes tenant " + tenant() + " with everything in it, for good");
            var reply = server.send(wait.inQuery(Ask.delete(Right.TENANTS, path())));
            print(reply, report -> {
                var facts = new Facts()
                        .put("deleted", report.text("tenant"))
                        .put("at position", report.text("seq"))
                        .put(
                                "complete",
                                report.at("complete").isTrue() ? "yes" : "not yet: the server goes on by itself");
                report.at("deleted")
                        .members()
                        .forEach((what, count) -> facts.put(what.replace('_', ' '), new Doc(count).text()));
                print(facts);
                Confirmations.lines(report).forEach(this::print);
            });
            Confirmations.requireComplete(reply.doc());
            return Failure.DONE;
        }
    }

    @Command(
            name = "export",
            description = "Prints everything that is kept of a tenant, a line of JSON for each record; no secrets.",
            footer = "  ripcord tenant export acme > acme.ndjson")
    static final class Export extends TenantCommands.OfTenant {
        Export(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var out = world().terminal().out();
            server.stream(
                    Ask.get(Right.TENANTS, path("export")).patient(Duration.ofMinutes(30)),
                    piece -> out.write(piece, 0, piece.length));
            return Failure.DONE;
        }
    }
}
