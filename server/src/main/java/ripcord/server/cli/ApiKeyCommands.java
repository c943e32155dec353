package ripcord.server.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ripcord.server.apikey.Right;

/// `ripcord api-key …`
final class ApiKeyCommands {
    private static final String API_KEYS = "api-keys";

    private ApiKeyCommands() {}

    static CommandLine of(World world) {
        return new CommandLine(new Group())
                .addSubcommand(new Create(world))
                .addSubcommand(new ListAll(world))
                .addSubcommand(new Delete(world));
    }

    @Command(
            name = "api-key",
            description = "Creates, lists and deletes the keys that backends, verifiers and operators show.",
            footer = "  ripcord api-key list")
    private static final class Group extends CommandGroup {}

    @Command(
            name = "create",
            description = "Creates an API key. It is printed this once, or written to a file of its own.",
            footer = {
                "  ripcord api-key create --name orders --tenant acme --right feed,introspect,authz.read --out orders.key",
                "  ripcord api-key create --name ci --all-tenants --right tenants --expires-in 90d"
            })
    private static final class Create extends ServerCommand {
        @Option(
                names = "--name",
                required = true,
                paramLabel = "LABEL",
                converter = Values.Label.class,
                description = "Who will show it.")
        private String name = "";

        @ArgGroup(multiplicity = "1")
        private Scope scope = new Scope();

        @Option(
                names = "--right",
                required = true,
                split = ",",
                paramLabel = "RIGHT",
                converter = Values.RightName.class,
                description =
                        "What it may do, any of: tenants policy subjects sessions.create sessions.read sessions.end"
                                + " revoke keys feed introspect authz.read metrics api_keys")
        private List<Right> rights = List.of();

        @Option(
                names = "--expires-in",
                paramLabel = "DURATION",
                converter = Values.Span.class,
                description = "When it ends by itself. Default: never")
        private @Nullable Duration expiresIn;

        @Option(
                names = "--out",
                paramLabel = "NEW-FILE",
                converter = Values.File.class,
                description = "Write the key to this new file, 0600, in place of printing it.")
        private @Nullable Path out;

        private static final class Scope {
            @Option(
                    names = "--tenant",
                    required = true,
                    split = ",",
                    paramLabel = "TENANT",
                    converter = Values.Tenant.class,
                    description = "A tenant that it is for.")
            private @Nullable List<String> tenants;

            @Option(names = "--all-tenants", required = true, description = "It is for every tenant.")
            private boolean all;

            private List<String> names() {
                return all || tenants == null ? List.of("*") : tenants;
            }
        }

        Create(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var body = new LinkedHashMap<String, Object>();
            body.put("name", name);
            body.put("tenants", scope.names());
            body.put("rights", rights.stream().map(Right::wireName).distinct().toList());
            if (expiresIn != null) {
                body.put("expires_at", expiry(expiresIn).toString());
            }
            var ask = Ask.post(Right.API_KEYS, Paths.admin(API_KEYS)).json(body);
            if (out == null) {
                print(server.send(ask), this::show);
            } else {
                writeTo(SecretFile.create(world().folder().resolve(out), "--out"), server, ask);
            }
            return Failure.DONE;
        }

        private Instant expiry(Duration lifetime) {
            return now().plus(lifetime).truncatedTo(ChronoUnit.MILLIS);
        }

        private void show(Doc made) {
            print(made.text("key"));
            tell("API key " + made.text("api_key", "id") + "; it is a secret, and shown this once");
        }

        /// The file is made first: a key that could not be written down would be lost, and live.
        private void writeTo(SecretFile file, Server server, Ask ask) {
            Reply reply;
            try {
                reply = server.send(ask);
            } catch (Failure e) {
                file.discard();
                throw e;
            }
            file.write(reply.doc().text("key"));
            var made = reply.doc().members();
            made.remove("key");
            if (isJson()) {
                print(JsonOut.compact(made));
            } else {
                print("wrote API key " + reply.doc().text("api_key", "id") + " to " + file.where());
            }
        }
    }

    @Command(
            name = "list",
            description = "Lists API keys, without the keys themselves.",
            footer = "  ripcord api-key list")
    private static final class ListAll extends ServerCommand {
        @Mixin
        private Paging paging = new Paging();

        ListAll(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            print(server.send(paging.of(Ask.get(Right.API_KEYS, Paths.admin(API_KEYS)))), page -> {
                var table = new Table("ID", "NAME", "STATE", "TENANTS", "CREATED", "LAST USED", "EXPIRES", "RIGHTS")
                        .whole("ID", "TENANTS");
                page.at("items")
                        .items()
                        .forEach(key -> table.row(
                                key.text("id"),
                                key.text("name"),
                                state(key),
                                key.text("tenants"),
                                Times.readable(key.text("created_at")),
                                Times.readable(key.text("last_used_at")),
                                Times.readable(key.text("expires_at")),
                                key.text("rights")));
                print(table, "no API keys");
                Paging.tellMore(this, page);
            });
            return Failure.DONE;
        }

        private String state(Doc key) {
            if (key.at("state").isThere()) {
                return key.text("state");
            }
            boolean isOver = key.at("expires_at").isThere()
                    && !Instant.parse(key.text("expires_at")).isAfter(now());
            return isOver ? "expired" : "active";
        }
    }

    @Command(
            name = "delete",
            description = "Deletes an API key; whoever shows it is refused at once, and its feeds end.",
            footer = "  ripcord api-key delete pR2mX9kQ0aZ7bN4c --yes")
    private static final class Delete extends ServerCommand {
        @Parameters(paramLabel = "ID", converter = Values.Id.class, description = "As ripcord api-key list shows it.")
        private String id = "";

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        Delete(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            confirm(yes, "This deletes API key " + id + " for good: whoever shows it is refused at once");
            server.send(Ask.delete(Right.API_KEYS, Paths.admin(API_KEYS, id)));
            print(isJson() ? JsonOut.compact(Map.of()) : "deleted API key " + id);
            return Failure.DONE;
        }
    }
}
