package ripcord.server.cli;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ripcord.server.apikey.Right;

/// `ripcord revoke`
@Command(
        name = "revoke",
        description = "Takes back what was given: one token, a session, everything of a subject, of a client, of the"
                + " tenant, or everything that a key signed.",
        footer = {
            "  ripcord revoke --tenant acme --subject alice --reason 'phone stolen' --wait 2s",
            "  ripcord revoke --tenant acme --all --reason drill --yes"
        })
final class Revoke extends InTenant {
    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "REASON",
            converter = Values.Words.class,
            description = "Why, for the history.")
    private String reason = "";

    @Mixin
    private WaitOption wait = new WaitOption();

    @Option(names = "--yes", description = "Do not ask before --all or --signing-key.")
    private boolean yes;

    Revoke(World world) {
        super(world);
    }

    private static final class Target {
        @Option(
                names = "--token",
                required = true,
                paramLabel = "JTI",
                converter = Values.LongId.class,
                description = "One access token, by its claim jti.")
        private @Nullable String token;

        @Option(
                names = "--session",
                required = true,
                paramLabel = "SESSION",
                converter = Values.LongId.class,
                description = "A session.")
        private @Nullable String session;

        @Option(
                names = "--subject",
                required = true,
                paramLabel = "SUBJECT",
                converter = Values.Subject.class,
                description = "All sessions of a subject.")
        private @Nullable String subject;

        @Option(
                names = "--client",
                required = true,
                paramLabel = "CLIENT",
                converter = Values.Client.class,
                description = "All sessions of a client.")
        private @Nullable String client;

        @Option(
                names = "--signing-key",
                required = true,
                paramLabel = "KID",
                converter = Values.Id.class,
                description = "Everything that a signing key signed; it never signs again.")
        private @Nullable String signingKey;

        @Option(names = "--all", required = true, description = "All sessions of the tenant.")
        private boolean all;

        private What what() {
            if (token != null) {
                return new What("token", token);
            }
            if (session != null) {
                return new What("session", session);
            }
            if (subject != null) {
                return new What("subject", subject);
            }
            if (client != null) {
                return new What("client", client);
            }
            return signingKey != null ? new What("signing_key", signingKey) : new What("tenant", "");
        }
    }

    private record What(String type, String value) {
        private String words(String tenant) {
            return type.equals("tenant")
                    ? "all sessions of tenant " + tenant
                    : type.replace('_', ' ') + " " + Plain.message(value);
        }
    }

    @Override
    int run(Server server) {
        var what = target.what();
        confirm(what);
        boolean isNobody = isNobody(server, what);
        var body = new LinkedHashMap<String, Object>();
        body.put("target_type", what.type);
        if (!target.all) {
            body.put("target", what.value);
        }
        body.put("reason", reason);
        wait.inBody(body);
        var ask = Ask.post(Right.REVOKE, path("revocations")).json(body);
        var reply = server.send(wait.patient(ask));
        print(reply, answer -> {
            print("revoked " + what.words(tenant()) + " at position " + answer.text("seq"));
            Confirmations.lines(answer).forEach(this::print);
        });
        if (isNobody) {
            tell("nothing of " + Plain.message(what.value) + " was signed in (is the name right?)");
        }
        Confirmations.requireComplete(reply.doc());
        return Failure.DONE;
    }

    private void confirm(What what) {
        switch (what.type) {
            case "tenant" -> confirm(yes, "This signs everybody in tenant " + tenant() + " out");
            case "signing_key" -> confirm(yes, KeyCommands.compromises(what.value));
            default -> {}
        }
    }

    /// Whether it is certain that nobody of that name is signed in. Whoever may revoke need not be allowed to look, and
    /// what cannot be seen holds nothing up.
    private boolean isNobody(Server server, What what) {
        var filter = switch (what.type) {
            case "subject" -> "subject";
            case "client" -> "client_id";
            default -> "";
        };
        if (filter.isEmpty()) {
            return false;
        }
        var ask = Ask.get(Right.SESSIONS_READ, path("sessions"))
                .query(filter, what.value)
                .query("state", "alive")
                .query("limit", "1");
        try {
            return server.send(ask).doc().at("items").items().isEmpty();
        } catch (Failure e) {
            return false;
        }
    }
}
