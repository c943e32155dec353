package ripcord.server.cli;

import java.util.LinkedHashMap;
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
                .addSubcommand(new Show(world));
    }

    @Command(
            name = "tenant",
            description = "Creates, shows, suspends and deletes tenants.",
            footer = "  ripcord tenant create acme --name 'Acme Ltd'")
    private static final class Group extends CommandGroup {}

    private static String[] path(String tenant, String... more) {
        return Paths.admin("tenants", tenant, more);
    }

    @Command(
            name = "create",
            description = "Creates a tenant. Its id is never given again, not even after it was deleted.",
            footer = "  ripcord tenant create acme --name 'Acme Ltd'")
    private static final class Create extends ServerCommand {
        @Parameters(paramLabel = "TENANT", converter = Values.Tenant.class, description = "The tenant's id.")
        private String id = "";

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
            body.put("id", id);
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
                var table = new Table("TENANT", "NAME", "STATE", "CREATED");
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
    private static final class Show extends ServerCommand {
        @Parameters(paramLabel = "TENANT", converter = Values.Tenant.class, description = "The tenant's id.")
        private String id = "";

        Show(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            print(server.send(Ask.get(Right.TENANTS, path(id))), tenant -> show(this, tenant));
            return Failure.DONE;
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
