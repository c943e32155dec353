package ripcord.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ripcord.server.apikey.Right;

/// `ripcord tenant …`
final class TenantCommands {
    private TenantCommands() {}

    static CommandLine of(World world) {
        return new CommandLine(new Group())
                .addSubcommand(new Create(world))
                .addSubcommand(new ListAll(world))
                .addSubcommand(new Show(world))
                .addSubcommand(new Suspend(world))
                .addSubcommand(new Resume(world))
                .addSubcommand(new TenantLimits(world))
                .addSubcommand(new TenantRemovalCommands.Delete(world))
                .addSubcommand(new TenantRemovalCommands.Export(world));
    }

    @Command(
            name = "tenant",
            description = "Creates, shows, limits, suspends and deletes tenants.",
            footer = "  ripcord tenant create acme --name 'Acme Ltd'")
    private static final class Group extends CommandGroup {}

    /// What one tenant is about.
    abstract static class OfTenant extends ServerCommand {
        @Parameters(paramLabel = "TENANT", converter = Values.Tenant.class, description = "The tenant's id.")
        private String tenant = "";

        OfTenant(World world) {
            super(world);
        }

        final String tenant() {
            return tenant;
        }

        final String[] path(String... more) {
            return Paths.tenant(tenant, more);
        }
    }

    @Command(
            name = "create",
            description = "Creates a tenant. Its id is never given again, not even after it was deleted.",
            footer = "  ripcord tenant create acme --name 'Acme Ltd'")
    private static final class Create extends OfTenant {
        @Option(
                names = "--name",
                paramLabel = "NAME",
                converter = Values.Words.class,
                description = "What people call it. Default: the id")
        private @Nullable String name;

        Create(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var body = new LinkedHashMap<String, String>();
            body.put("id", tenant());
            if (name != null) {
                body.put("name", name);
            }
            var reply =
                    server.send(Ask.post(Right.TENANTS, Paths.admin("tenants")).json(body));
            print(reply, made -> show(this, made));
            return Failure.DONE;
        }
    }

    @Command(name = "list", description = "Lists tenants.", footer = "  ripcord tenant list --limit 200")
    private static final class ListAll extends ServerCommand {
        @Mixin
        private Paging paging = new Paging();

        ListAll(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var reply = server.send(paging.of(Ask.get(Right.TENANTS, Paths.admin("tenants"))));
            print(reply, page -> {
                var table = new Table("TENANT", "NAME", "STATE", "CREATED").whole("TENANT");
                page.at("items")
                        .items()
                        .forEach(tenant -> table.row(
                                tenant.text("id"),
                                tenant.text("name"),
                                state(tenant),
                                Times.readable(tenant.text("created_at"))));
                print(table, "no tenants");
                Paging.tellMore(this, page);
            });
            return Failure.DONE;
        }
    }

    @Command(name = "show", description = "Shows a tenant.", footer = "  ripcord tenant show acme")
    private static final class Show extends OfTenant {
        Show(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            print(server.send(Ask.get(Right.TENANTS, path())), tenant -> show(this, tenant));
            return Failure.DONE;
        }
    }

    /// What changes whether a tenant may be used.
    private abstract static class Switch extends OfTenant {
        @Mixin
        private WaitOption wait = new WaitOption();

        private final boolean suspended;

        Switch(World world, boolean suspended) {
            super(world);
            this.suspended = suspended;
        }

        @Override
        final int run(Server server) {
            var ask = Ask.patch(Right.TENANTS, path()).json(Map.of("suspended", suspended));
            var reply = server.send(wait.inQuery(ask));
            print(reply, tenant -> show(this, tenant));
            Confirmations.requireComplete(reply.doc());
            return Failure.DONE;
        }
    }

    @Command(
            name = "suspend",
            description = "Refuses everything of a tenant until it is resumed. Its sessions live on.",
            footer = "  ripcord tenant suspend acme --wait 2s")
    private static final class Suspend extends Switch {
        Suspend(World world) {
            super(world, true);
        }
    }

    @Command(
            name = "resume",
            description = "Lets a suspended tenant be used again; clients refresh, nobody signs in anew.",
            footer = "  ripcord tenant resume acme")
    private static final class Resume extends Switch {
        Resume(World world) {
            super(world, false);
        }
    }

    private static String state(Doc tenant) {
        return tenant.at("suspended").isTrue() ? "suspended" : "active";
    }

    private static void show(ServerCommand command, Doc tenant) {
        var facts = new Facts()
                .put("tenant", tenant.text("id"))
                .put("name", tenant.text("name"))
                .put("state", state(tenant))
                .put("issuer", tenant.text("issuer"))
                .put("created", command.relative(tenant.at("created_at")));
        tenant.at("limits")
                .members()
                .forEach((name, limit) -> facts.put("limit " + name.replace('_', ' '), new Doc(limit).text()));
        command.print(facts);
        Confirmations.lines(tenant).forEach(command::print);
    }
}
