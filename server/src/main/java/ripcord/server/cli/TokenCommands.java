package ripcord.server.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ripcord.server.apikey.Right;

/// `ripcord token …`
final class TokenCommands {
    private TokenCommands() {}

    static CommandLine of(World world) {
        return new CommandLine(new Group()).addSubcommand(new Decode(world)).addSubcommand(new Verify(world));
    }

    @Command(
            name = "token",
            description = "Looks into tokens.",
            footer = "  echo \"$ACCESS_TOKEN\" | ripcord token decode")
    private static final class Group extends CommandGroup {}

    /// Where the token comes from: never from an argument, which everybody on the machine can see.
    private static Token read(World world, @Nullable Path file) {
        if (file == null && world.terminal().people().in()) {
            return Token.of(world.terminal().ask("Paste the token: "), "what was pasted");
        }
        var named = file == null ? "standard input" : "--file";
        return Token.of(
                InputFile.read(world, file == null ? Path.of("-") : file, named).strip(), named);
    }

    @Command(
            name = "decode",
            description = "Shows what a JWT says, without asking anybody whether it is true. Of opaque tokens it only"
                    + " says which kind they are. Reads the token from standard input.",
            footer = {
                "  echo \"$ACCESS_TOKEN\" | ripcord token decode",
                "  ripcord token decode --file token.txt --json"
            })
    static final class Decode implements Callable<Integer> {
        private static final Set<String> TIMES = Set.of("exp", "iat", "nbf", "auth_time");

        @Option(
                names = "--file",
                paramLabel = "FILE",
                converter = Values.File.class,
                description = "Read the token from this file.")
        private @Nullable Path file;

        @Option(names = "--json", description = "Print header and claims as JSON.")
        private boolean json;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this and exit.")
        boolean help;

        private final World world;

        Decode(World world) {
            this.world = world;
        }

        @Override
        public Integer call() {
            var token = read(world, file);
            if (!token.isJwt()) {
                throw Failure.usage(token.kind() + ": opaque, there is nothing to decode (ripcord token verify asks the"
                        + " server about it)");
            }
            if (json) {
                world.terminal()
                        .out()
                        .println(JsonOut.compact(Map.of(
                                "header",
                                token.header().members(),
                                "claims",
                                token.claims().members())));
                return Failure.DONE;
            }
            var facts = new Facts().put("kind", token.kind()).put("signature", "not checked");
            token.header().members().forEach((name, value) -> facts.put(name, new Doc(value).text()));
            print(facts);
            var claims = new Facts();
            token.claims().members().forEach((name, value) -> claims.put(name, shown(name, new Doc(value))));
            world.terminal().out().println();
            print(claims);
            return Failure.DONE;
        }

        private void print(Facts facts) {
            facts.lines(false).forEach(world.terminal().out()::println);
        }

        private String shown(String name, Doc claim) {
            if (!TIMES.contains(name) || !(claim.value() instanceof BigDecimal seconds)) {
                return claim.text();
            }
            try {
                var at = Instant.ofEpochSecond(seconds.longValue());
                return Times.relative(at.toString(), world.clock().instant());
            } catch (DateTimeException e) {
                return claim.text();
            }
        }
    }

    @Command(
            name = "verify",
            description =
                    "Asks the server about a token of any kind (RFC 7662): the server looks at its rows and its log,"
                            + " as no verifier would. Ends with 1 if the token is not active. Reads it from standard input.",
            footer = {
                "  echo \"$ACCESS_TOKEN\" | ripcord token verify",
                "  ripcord token verify --tenant acme --file token.txt"
            })
    private static final class Verify extends ServerCommand {
        private static final Pattern ISSUER = Pattern.compile(".*/t/([a-z0-9-]{1,63})");

        @Option(
                names = "--tenant",
                paramLabel = "TENANT",
                converter = Values.Tenant.class,
                description = "Whose token it is. Default: what a JWT's issuer says, else RIPCORD_TENANT")
        private @Nullable String tenant;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                converter = Values.File.class,
                description = "Read the token from this file.")
        private @Nullable Path file;

        Verify(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var token = read(world(), file);
            var ask = Ask.post(Right.INTROSPECT, "t", tenantOf(token), "oauth", "introspect")
                    .form("token", token.reveal());
            var reply = server.send(ask);
            boolean isActive = reply.doc().at("active").isTrue();
            print(reply, answer -> {
                print(isActive ? "active: the server's answer" : "not active: the server's answer");
                var facts = new Facts();
                answer.members().forEach((name, value) -> facts.put(name, shown(name, new Doc(value))));
                print(facts);
            });
            return isActive ? Failure.DONE : Failure.FAILED;
        }

        private String shown(String name, Doc claim) {
            boolean isTime = (name.equals("exp") || name.equals("iat") || name.equals("auth_time"))
                    && claim.value() instanceof BigDecimal;
            return isTime
                    ? Times.relative(
                            Instant.ofEpochSecond(Long.parseLong(claim.text())).toString(), now())
                    : claim.text();
        }

        private String tenantOf(Token token) {
            var issuer = ISSUER.matcher(token.isJwt() ? token.claims().text("iss") : "");
            if (tenant != null) {
                return tenant;
            }
            var said =
                    issuer.matches() ? issuer.group(1) : world().environment().getOrDefault("RIPCORD_TENANT", "");
            if (said.isEmpty()) {
                throw Failure.usage("--tenant: missing (expected: the tenant whose token it is)");
            }
            return said;
        }
    }
}
