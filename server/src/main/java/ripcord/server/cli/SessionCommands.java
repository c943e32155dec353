package ripcord.server.cli;

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

/// `ripcord session …`
final class SessionCommands {
    private SessionCommands() {}

    static CommandLine of(World world) {
        return new CommandLine(new Group())
                .addSubcommand(new ListAll(world))
                .addSubcommand(new Show(world))
                .addSubcommand(new Create(world))
                .addSubcommand(new End(world))
                .addSubcommand(new Renew(world));
    }

    @Command(
            name = "session",
            description = "Lists, shows, creates, ends and renews sessions.",
            footer = "  ripcord session list --tenant acme --subject alice")
    private static final class Group extends CommandGroup {}

    /// What one session is about.
    private abstract static class OfSession extends InTenant {
        @Parameters(paramLabel = "SESSION", converter = Values.LongId.class, description = "The session's id.")
        private String id = "";

        OfSession(World world) {
            super(world);
        }

        final String id() {
            return id;
        }
    }

    private enum State {
        alive,
        ended
    }

    @Command(
            name = "list",
            description = "Lists sessions, the newest first.",
            footer = {
                "  ripcord session list --tenant acme",
                "  ripcord session list --tenant acme --subject alice --state alive"
            })
    private static final class ListAll extends InTenant {
        @Option(
                names = "--subject",
                paramLabel = "SUBJECT",
                converter = Values.Subject.class,
                description = "Only those of this subject.")
        private @Nullable String subject;

        @Option(
                names = "--client",
                paramLabel = "CLIENT",
                converter = Values.Client.class,
                description = "Only those of this client.")
        private @Nullable String client;

        @Option(names = "--state", paramLabel = "STATE", description = "Only these: ${COMPLETION-CANDIDATES}")
        private @Nullable State state;

        @Mixin
        private Paging paging = new Paging();

        ListAll(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var ask = Ask.get(Right.SESSIONS_READ, path("sessions"))
                    .query("subject", subject)
                    .query("client_id", client)
                    .query("state", state == null ? null : state.name());
            print(server.send(paging.of(ask)), page -> Sessions.page(this, page));
            return Failure.DONE;
        }
    }

    @Command(
            name = "show",
            description = "Shows a session with what happened to it.",
            footer = "  ripcord session show --tenant acme Jx3Qm0l5uV0cW8y2T1kR4A")
    private static final class Show extends OfSession {
        Show(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            print(server.send(Ask.get(Right.SESSIONS_READ, path("sessions", id()))), found -> {
                Sessions.one(this, found.at("session"));
                print(new Facts().put("credentials", found.text("credentials")));
                Sessions.history(this, found.at("history"));
            });
            return Failure.DONE;
        }
    }

    @Command(
            name = "create",
            description = "Signs a subject in, as a trusted backend does, and prints the credentials.",
            footer = "  ripcord session create --tenant acme --subject alice --amr pwd --client-kind native")
    private static final class Create extends InTenant {
        @Option(
                names = "--subject",
                required = true,
                paramLabel = "SUBJECT",
                converter = Values.Subject.class,
                description = "Who was authenticated.")
        private String subject = "";

        @Option(
                names = "--amr",
                required = true,
                split = ",",
                paramLabel = "AMR",
                converter = Values.Amr.class,
                description = "How: pwd, otp and the like (RFC 8176).")
        private List<String> amr = List.of();

        @Option(
                names = "--client-kind",
                required = true,
                paramLabel = "KIND",
                converter = Values.ClientKind.class,
                description = "Where the session lives: browser, native or service.")
        private String kind = "";

        @Option(
                names = "--client",
                paramLabel = "CLIENT",
                converter = Values.Client.class,
                description = "The client's id. Default: default")
        private @Nullable String client;

        @Option(
                names = "--label",
                paramLabel = "LABEL",
                converter = Values.Label.class,
                description = "What the subject calls the device.")
        private @Nullable String label;

        Create(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var body = new LinkedHashMap<String, Object>();
            body.put("subject", subject);
            body.put("amr", amr);
            body.put("client_kind", kind);
            if (client != null) {
                body.put("client_id", client);
            }
            if (label != null) {
                body.put("device", Map.of("label", label));
            }
            var ask = Ask.post(Right.SESSIONS_CREATE, path("sessions"));
            print(server.send(ask.json(body)), made -> Sessions.credentials(this, made));
            return Failure.DONE;
        }
    }

    @Command(
            name = "end",
            description = "Ends a session, and with it everything that it gave.",
            footer = "  ripcord session end --tenant acme Jx3Qm0l5uV0cW8y2T1kR4A --reason 'phone lost' --wait 2s")
    private static final class End extends OfSession {
        @Option(
                names = "--reason",
                paramLabel = "REASON",
                converter = Values.Words.class,
                description = "Why, for its history.")
        private @Nullable String reason;

        @Mixin
        private WaitOption wait = new WaitOption();

        End(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var ask = Ask.delete(Right.SESSIONS_END, path("sessions", id())).query("reason", reason);
            var reply = server.send(wait.inQuery(ask));
            print(reply, ended -> {
                print("ended session " + id() + " at position " + ended.text("seq"));
                Confirmations.lines(ended).forEach(this::print);
            });
            Confirmations.requireComplete(reply.doc());
            return Failure.DONE;
        }
    }

    private enum RenewalCause {
        sign_in,
        privilege,
        password,
        mfa
    }

    private enum Others {
        keep,
        end
    }

    @Command(
            name = "renew",
            description = "Gives a session new credentials; the earlier ones are worth nothing from then on.",
            footer = "  ripcord session renew --tenant acme Jx3Qm0l5uV0cW8y2T1kR4A --cause password --others end")
    private static final class Renew extends OfSession {
        @Option(
                names = "--cause",
                required = true,
                paramLabel = "CAUSE",
                description = "What changed: ${COMPLETION-CANDIDATES}")
        private RenewalCause cause = RenewalCause.sign_in;

        @Option(
                names = "--others",
                required = true,
                paramLabel = "OTHERS",
                description = "The subject's other sessions: ${COMPLETION-CANDIDATES}")
        private Others others = Others.keep;

        Renew(World world) {
            super(world);
        }

        @Override
        int run(Server server) {
            var ask = Ask.post(Right.SESSIONS_CREATE, path("sessions", id(), "renew"));
            var body = Map.of("cause", cause.name(), "others", others.name());
            print(server.send(ask.json(body)), renewed -> Sessions.credentials(this, renewed));
            return Failure.DONE;
        }
    }
}
