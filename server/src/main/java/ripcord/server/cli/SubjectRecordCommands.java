package ripcord.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ripcord.server.apikey.Right;

/// `ripcord subject list`, `export` and `erase`: what is kept of people.
final class SubjectRecordCommands {
    private SubjectRecordCommands() {}

    @Command(
            name = "list",
            description = "Lists subjects, by name.",
            footer = "  ripcord subject list --tenant acme --limit 200")
    static final class ListAll extends InTenant {
        @Mixin
        private Paging paging = new Paging();

        ListAll(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var ask = Ask.get(Right.SUBJECTS, path("subjects"));
            print(server.send(paging.of(ask)), page -> {
                var table = new Table("SUBJECT", "STATE", "ROLES", "ENTITLEMENTS").whole("SUBJECT");
                page.at("items")
                        .items()
                        .forEach(subject -> table.row(
                                subject.text("subject"),
                                subject.at("disabled").isTrue() ? "disabled" : "active",
                                subject.text("roles"),
                                subject.text("entitlements")));
                print(table, "no subjects");
                Paging.tellMore(this, page);
            });
            return Failure.DONE;
        }
    }

    @Command(
            name = "export",
            description = "Prints everything that is kept of a subject, as JSON; no secrets.",
            footer = "  ripcord subject export --tenant acme alice > alice.json")
    static final class Export extends SubjectCommands.OfSubject {
        Export(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            print(
                    server.send(Ask.get(Right.SUBJECTS, path("subjects", subject(), "export"))),
                    all -> print(JsonOut.pretty(all.value())));
            return Failure.DONE;
        }
    }

    @Command(
            name = "erase",
            description = "Ends everything of a subject, and removes what says who it was.",
            footer = "  ripcord subject erase --tenant acme alice --wait 2s --yes")
    static final class Erase extends SubjectCommands.OfSubject {
        @Mixin
        private WaitOption wait = new WaitOption();

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        Erase(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            confirm(yes, "This erases subject " + subject() + " of tenant " + tenant() + ", for good");
            var reply = server.send(wait.inQuery(Ask.delete(Right.SUBJECTS, path("subjects", subject()))));
            print(reply, report -> {
                print("erased " + Plain.line(subject()) + " at position " + report.text("seq") + ", "
                        + report.text("erased", "sessions") + " sessions kept without a name");
                Confirmations.lines(report).forEach(this::print);
            });
            Confirmations.requireComplete(reply.doc());
            return Failure.DONE;
        }
    }
}
