package ripcord.server.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ripcord.server.apikey.Right;

/// `ripcord subject …`
final class SubjectCommands {
    private SubjectCommands() {}

    static CommandLine of(World world) {
        return new CommandLine(new Group())
                .addSubcommand(new Show(world))
                .addSubcommand(new Change(world))
                .addSubcommand(new Disable(world))
                .addSubcommand(new Enable(world))
                .addSubcommand(new ListSessions(world))
                .addSubcommand(new SubjectRecordCommands.ListAll(world))
                .addSubcommand(new SubjectRecordCommands.Export(world))
                .addSubcommand(new SubjectRecordCommands.Erase(world));
    }

    @Command(
            name = "subject",
            description = "Shows and changes what is known about subjects.",
            footer = "  ripcord subject show --tenant acme alice")
    private static final class Group extends CommandGroup {}

    /// What one subject is about.
    abstract static class OfSubject extends InTenant {
        @Parameters(
                paramLabel = "SUBJECT",
                converter = Values.Subject.class,
                description = "As the sign-in calls whom it authenticated.")
        private String subject = "";

        OfSubject(World world) {
            super(world);
        }

        final String subject() {
            return subject;
        }

        /// Reads, changes, and writes the whole. Two who do so at once overwrite each other.
        final int change(Server server, Consumer<Map<String, @Nullable Object>> change) {
            var known = server.send(Ask.get(Right.SUBJECTS, path("subjects", subject)))
                    .doc();
            var state = new LinkedHashMap<String, @Nullable Object>();
            for (var name : List.of("disabled", "roles", "entitlements", "attributes")) {
                state.put(name, known.at(name).value());
            }
            change.accept(state);
            print(server.send(Ask.put(Right.SUBJECTS, path("subjects", subject)).json(state)), now -> show(this, now));
            return Failure.DONE;
        }
    }

    private static void show(ServerCommand command, Doc subject) {
        var facts = new Facts()
                .put("subject", subject.text("subject"))
                .put("tenant", subject.text("tenant"))
                .put("state", subject.at("disabled").isTrue() ? "disabled" : "active")
                .put("roles", subject.text("roles"))
                .put("entitlements", subject.text("entitlements"));
        subject.at("attributes")
                .members()
                .forEach((name, value) -> facts.put("attribute " + name, new Doc(value).text()));
        command.print(facts.put("authz_ref", subject.text("authz_ref")).put("as of", subject.text("as_of")));
    }

    @Command(
            name = "show",
            description = "Shows what is known about a subject.",
            footer = "  ripcord subject show --tenant acme alice")
    private static final class Show extends OfSubject {
        Show(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            print(server.send(Ask.get(Right.SUBJECTS, path("subjects", subject()))), subject -> show(this, subject));
            return Failure.DONE;
        }
    }

    @Command(
            name = "set",
            description = "Changes roles, entitlements or attributes; verifiers know within their bound."
                    + " What is not named stays as it is.",
            footer = {
                "  ripcord subject set --tenant acme alice --role editor --role admin",
                "  ripcord subject set --tenant acme alice --entitlement premium --attribute plan=gold"
            })
    private static final class Change extends OfSubject {
        @Option(
                names = "--role",
                paramLabel = "ROLE",
                converter = Values.Role.class,
                description = "A role; those given replace all that there were.")
        private @Nullable List<String> roles;

        @Option(names = "--no-roles", description = "Take all roles away.")
        private boolean noRoles;

        @Option(
                names = "--entitlement",
                paramLabel = "ROLE",
                converter = Values.Role.class,
                description = "An entitlement; those given replace all that there were.")
        private @Nullable List<String> entitlements;

        @Option(names = "--no-entitlements", description = "Take all entitlements away.")
        private boolean noEntitlements;

        @Option(
                names = "--attribute",
                paramLabel = "NAME=VALUE",
                converter = Values.Attribute.class,
                description =
                        "An attribute to set: a number, true, false, or else a string. An empty value removes it.")
        private @Nullable List<Map.Entry<String, String>> attributes;

        Change(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            refuseBoth(noRoles, roles, "--no-roles", "--role");
            refuseBoth(noEntitlements, entitlements, "--no-entitlements", "--entitlement");
            if (roles == null && entitlements == null && attributes == null && !noRoles && !noEntitlements) {
                throw Failure.usage("nothing to change (expected: --role, --entitlement, --attribute, --no-roles"
                        + " or --no-entitlements)");
            }
            return change(server, this::apply);
        }

        private static void refuseBoth(boolean none, @Nullable List<String> some, String noneName, String someName) {
            if (none && some != null) {
                throw Failure.usage(noneName + ": with " + someName + " (expected: one of them)");
            }
        }

        private void apply(Map<String, @Nullable Object> state) {
            if (roles != null || noRoles) {
                state.put("roles", roles == null ? List.of() : roles);
            }
            if (entitlements != null || noEntitlements) {
                state.put("entitlements", entitlements == null ? List.of() : entitlements);
            }
            if (attributes != null) {
                var all = new Doc(state.get("attributes")).members();
                attributes.forEach(attribute -> put(all, attribute));
                state.put("attributes", all);
            }
        }

        private static void put(Map<String, @Nullable Object> all, Map.Entry<String, String> attribute) {
            if (attribute.getValue().isEmpty()) {
                all.remove(attribute.getKey());
            } else {
                all.put(attribute.getKey(), Values.scalar(attribute.getValue()));
            }
        }
    }

    /// What changes whether a subject may sign in.
    private abstract static class Switch extends OfSubject {
        private final boolean disabled;

        Switch(World world, boolean disabled) {
            super(world);
            this.disabled = disabled;
        }

        @Override
        final int run(Server server) {
            return change(server, state -> state.put("disabled", disabled));
        }
    }

    @Command(
            name = "disable",
            description = "Ends everything of a subject, and refuses its sign-ins until it is enabled.",
            footer = "  ripcord subject disable --tenant acme alice")
    private static final class Disable extends Switch {
        Disable(World world) {
            super(world, true);
        }
    }

    @Command(
            name = "enable",
            description = "Lets a subject sign in again. What was ended stays ended.",
            footer = "  ripcord subject enable --tenant acme alice")
    private static final class Enable extends Switch {
        Enable(World world) {
            super(world, false);
        }
    }

    @Command(
            name = "sessions",
            description = "Lists a subject's sessions. To end them all: ripcord revoke --subject",
            footer = "  ripcord subject sessions --tenant acme alice")
    private static final class ListSessions extends OfSubject {
        @Mixin
        private Paging paging = new Paging();

        ListSessions(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var ask = Ask.get(Right.SESSIONS_READ, path("sessions")).query("subject", subject());
            print(server.send(paging.of(ask)), page -> Sessions.page(this, page));
            return Failure.DONE;
        }
    }
}
