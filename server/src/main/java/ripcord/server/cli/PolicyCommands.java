package ripcord.server.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ripcord.server.apikey.Right;

/// `ripcord policy …`
final class PolicyCommands {
    private static final String POLICY = "policy";

    private PolicyCommands() {}

    static CommandLine of(World world) {
        return new CommandLine(new Group())
                .addSubcommand(new Get(world))
                .addSubcommand(new Replace(world))
                .addSubcommand(new Check(world))
                .addSubcommand(new Diff(world))
                .addSubcommand(new History(world));
    }

    @Command(
            name = "policy",
            description = "Shows, checks and changes a tenant's policy.",
            footer = "  ripcord policy set --tenant acme session.idle=P3D")
    private static final class Group extends CommandGroup {}

    @Command(
            name = "get",
            description = "Prints the policy, as a file that check, diff and set take.",
            footer = "  ripcord policy get --tenant acme > policy.json")
    private static final class Get extends InTenant {
        Get(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            print(server.send(current(this)), policy -> print(JsonOut.pretty(policy.value())));
            return Failure.DONE;
        }
    }

    private static Ask current(InTenant command) {
        return Ask.get(Right.POLICY, command.path(POLICY));
    }

    /// What is about a policy that does not hold yet.
    private abstract static class OfWanted extends InTenant {
        @Parameters(
                paramLabel = "FIELD=VALUE",
                arity = "0..*",
                description = "A field to change, such as session.idle=P3D; the value is JSON, or else a string.")
        private List<String> fields = List.of();

        @Option(
                names = "--file",
                paramLabel = "FILE",
                converter = Values.File.class,
                description = "A whole policy as JSON; - reads standard input.")
        private @Nullable Path file;

        OfWanted(World world) {
            super(world);
        }

        /// The policy that is wanted, given the one that holds.
        final Map<String, @Nullable Object> wanted(Doc current) {
            if ((file == null) == fields.isEmpty()) {
                throw Failure.usage(
                        "--file or FIELD=VALUE: " + (file == null ? "missing" : "both") + " (expected: one of them)");
            }
            if (file != null) {
                return InputFile.object(world(), file, "--file").members();
            }
            var policy = current.members();
            fields.stream().map(Values::policyField).forEach(field -> put(policy, field.getKey(), field.getValue()));
            return policy;
        }

        private static void put(Map<String, @Nullable Object> policy, String field, String value) {
            int dot = field.indexOf('.');
            var section = new LinkedHashMap<>(new Doc(policy.get(field.substring(0, dot))).members());
            section.put(
                    field.substring(dot + 1),
                    Doc.read(value).orElseGet(() -> new Doc(value)).value());
            policy.put(field.substring(0, dot), section);
        }
    }

    @Command(
            name = "set",
            description = "Changes fields of the policy, or replaces it. Somebody else's change in between is noticed,"
                    + " and nothing done.",
            footer = {
                "  ripcord policy set --tenant acme session.idle=P3D revocation.max_staleness=PT1S",
                "  ripcord policy set --tenant acme --file policy.json"
            })
    private static final class Replace extends OfWanted {
        Replace(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var before = server.send(current(this));
            var ask = Ask.put(Right.POLICY, path(POLICY))
                    .header("If-Match", before.headers().firstValue("ETag").orElse("*"))
                    .json(wanted(before.doc()));
            print(server.send(ask), after -> changes(this, Differences.between(before.doc(), after)));
            return Failure.DONE;
        }
    }

    /// What asks about such a policy, and changes nothing.
    private abstract static class Question extends OfWanted {
        Question(World world) {
            super(world);
        }

        /// Prints, for people, what the server said of a policy that it would take.
        abstract void show(Doc checked);

        @Override
        final int run(Server server) {
            var policy = wanted(server.send(current(this)).doc());
            var reply =
                    server.send(Ask.post(Right.POLICY, path(POLICY, "check")).json(policy));
            var checked = reply.doc();
            if (isJson()) {
                print(reply.text().stripTrailing());
            }
            requireValid(checked);
            if (!isJson()) {
                show(checked);
            }
            return Failure.DONE;
        }

        private static void requireValid(Doc checked) {
            if (!checked.at("valid").isTrue()) {
                var faults = checked.at("errors").items().stream()
                        .map(fault -> new Failure.Fault(fault.text("field"), fault.text("expected")))
                        .toList();
                throw Failure.refused(
                        "the server would refuse this policy", new Failure.Refusal("policy_invalid", faults, ""));
            }
        }
    }

    @Command(
            name = "check",
            description = "Asks whether the server would take a policy, and what it would change; changes nothing."
                    + " Ends with 1 if it would not.",
            footer = {
                "  ripcord policy check --tenant acme --file policy.json",
                "  ripcord policy check --tenant acme access_token.lifetime=PT5M"
            })
    private static final class Check extends Question {
        Check(World world) {
            super(world);
        }

        @Override
        void show(Doc checked) {
            print("the policy is valid");
            changes(this, checked.at("changes").items());
            checked.at("warnings")
                    .items()
                    .forEach(warning ->
                            tell("warning: " + Plain.message(warning.text("field") + ": " + warning.text("warning"))));
        }
    }

    @Command(
            name = "diff",
            description = "Shows what a policy would change.",
            footer = "  ripcord policy diff --tenant acme --file policy.json")
    private static final class Diff extends Question {
        Diff(World world) {
            super(world);
        }

        @Override
        void show(Doc checked) {
            changes(this, checked.at("changes").items());
        }
    }

    private static void changes(ServerCommand command, List<Doc> changes) {
        var table = new Table("FIELD", "FROM", "TO").whole("FIELD");
        changes.forEach(change -> table.row(change.text("field"), value(change.at("from")), value(change.at("to"))));
        command.print(table, "no changes");
    }

    private static String value(Doc value) {
        return value.value() instanceof String text ? text : JsonOut.compact(value.value());
    }

    @Command(
            name = "history",
            description = "Shows who changed which field when, the newest first.",
            footer = "  ripcord policy history --tenant acme")
    private static final class History extends InTenant {
        @Mixin
        private Paging paging = new Paging();

        History(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var ask = Ask.get(Right.POLICY, path(POLICY, "history"));
            print(server.send(paging.of(ask)), page -> {
                var table = new Table("VERSION", "AT", "BY", "FIELD", "FROM", "TO").whole("BY", "FIELD");
                page.at("items").items().forEach(version -> rows(table, version));
                print(table, "never changed: the default policy holds");
                Paging.tellMore(this, page);
            });
            return Failure.DONE;
        }

        private static void rows(Table table, Doc version) {
            var changes = version.at("changes").items();
            var first = changes.isEmpty() ? List.of(new Doc(null)) : changes;
            for (var change : first) {
                table.row(
                        version.text("version"),
                        Times.readable(version.text("at")),
                        version.text("actor"),
                        change.text("field"),
                        change.isThere() ? value(change.at("from")) : "",
                        change.isThere() ? value(change.at("to")) : "");
            }
        }
    }
}
