package ripcord.server.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import ripcord.server.demo.Service.Measured;
import ripcord.server.demo.Span.Look;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What happens in a demo, in order: processes start, alice signs in and calls, her sign-in is taken back, each service
/// refuses her.
final class Story {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long TRY_AGAIN = Duration.ofMillis(20).toNanos();
    private static final long FRAME = Duration.ofMillis(100).toNanos();
    private static final Duration CALLS_BEFORE = Duration.ofSeconds(3);
    private static final Duration CALLS_AFTER = Duration.ofSeconds(1);

    private final Parts parts;
    private final Http http = new Http();
    private final String server;
    private final List<Service> services;

    /// What it is told with.
    ///
    /// @param nanos a monotonic clock
    record Parts(DemoFolder folder, Fleet fleet, Commands commands, Screen screen, LongSupplier nanos) {}

    private record SignedIn(String session, String token) {}

    /// @param ports of the server and the three services
    Story(Parts parts, List<Integer> ports) {
        this.parts = parts;
        this.server = "http://localhost:" + ports.getFirst();
        this.services = List.of(
                new Service("orders", ports.get(1), false),
                new Service("payments", ports.get(2), false),
                new Service("chat", ports.get(3), true));
    }

    /// Tells all of it; the processes run on.
    ///
    /// @throws DemoException if something does not work
    void tell() {
        say(Line.of(Look.TITLE, "A server and three services, each a process of its own on this machine"));
        startServer();
        var rootKey = parts.folder.read(parts.folder.rootKey());
        startServices(rootKey);
        var alice = signIn(rootKey);
        services.forEach(service -> observe(service, alice.token()));
        try (var _ = new Callers(http, alice.token(), services)) {
            watchCalls(CALLS_BEFORE);
            say(Line.of("calls").and(Look.QUIET, "     a client of each shows the same access token, again and again"));
            services.forEach(service -> say(callsOf(service)));
            revoke(rootKey, alice);
            watchCalls(CALLS_AFTER);
        }
        services.forEach(service -> say(lastWordOf(service)));
        TryIt.lines(parts.folder, server, services).forEach(this::say);
    }

    private void startServer() {
        int port = Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
        long began = parts.nanos.getAsLong();
        parts.screen.block(List.of(Line.of(Look.QUIET, "server    starting …")));
        var process = parts.fleet.start("server", port, parts.commands.server(parts.folder, port));
        await("server", process, () -> http.tryGet(server + "/health").isPresent());
        say(Line.of("server    ")
                .and(server)
                .and(Look.QUIET, "   answers after " + seconds(parts.nanos.getAsLong() - began) + " s"));
    }

    private void startServices(String rootKey) {
        parts.folder.writeServicesKey(text(
                require(
                        201,
                        http.post(
                                server + "/admin/v1/api-keys",
                                rootKey,
                                "{\"name\":\"demo services\",\"tenants\":[\"default\"],\"rights\":[\"feed\"]}")),
                "key"));
        var processes = new ArrayList<Process>();
        for (var service : services) {
            var command = parts.commands.service(parts.folder, service.name(), service.port(), server);
            processes.add(parts.fleet.start(service.name(), service.port(), command));
        }
        for (int i = 0; i < services.size(); i++) {
            var service = services.get(i);
            parts.screen.block(List.of(Line.of(Look.QUIET, pad(service.name()) + "starting …")));
            await(
                    service.name(),
                    processes.get(i),
                    () -> http.tryGet(service.url() + "/verifier").isPresent());
            say(Line.of(pad(service.name()))
                    .and(service.url())
                    .and(Look.QUIET, "   " + (service.streams() ? "keeps a stream open" : "checks each call")));
        }
    }

    private void await(String name, Process process, BooleanSupplier condition) {
        long until = parts.nanos.getAsLong() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            parts.fleet.check(name, process);
            if (parts.nanos.getAsLong() - until > 0) {
                throw new DemoException(
                        name + " did not answer within " + PATIENCE.toSeconds() + " s; see " + parts.folder.log(name));
            }
            LockSupport.parkNanos(TRY_AGAIN);
        }
    }

    private SignedIn signIn(String rootKey) {
        var answer = require(
                201,
                http.post(
                        server + "/admin/v1/tenants/default/sessions",
                        rootKey,
                        "{\"subject\":\"alice\",\"amr\":[\"pwd\"],\"client_kind\":\"native\"}"));
        var signedIn = new SignedIn(text(answer.path("session"), "id"), text(answer, "access_token"));
        say(Line.of("sign-in   ")
                .and(Look.GOOD, "alice")
                .and(Look.QUIET, " has session " + signedIn.session() + " and an access token, a JWT of ")
                .and(Look.QUIET, signedIn.token().length() + " bytes"));
        return signedIn;
    }

    private void observe(Service service, String token) {
        var answer = http.post(service.url() + "/observe", token, "");
        if (answer.status() != 200) {
            throw new DemoException(service.name() + " refuses a token that is good: " + answer.body());
        }
    }

    private void watchCalls(Duration length) {
        long until = parts.nanos.getAsLong() + length.toNanos();
        while (parts.nanos.getAsLong() - until < 0) {
            parts.screen.block(services.stream().map(Story::callsOf).toList());
            LockSupport.parkNanos(FRAME);
        }
        parts.screen.block(List.of());
    }

    private static Line callsOf(Service service) {
        var counted = service.streams() ? " lines  " : " calls  ";
        return Line.of(pad(service.name()))
                .and(Look.NUMBER, "%4d".formatted(service.accepted() + service.refused()))
                .and(counted)
                .and(service.refused() == 0 ? Look.GOOD : Look.BAD, service.lastAnswer());
    }

    private void revoke(String rootKey, SignedIn alice) {
        var path = "/admin/v1/tenants/default/sessions/" + alice.session() + "?wait=PT2S";
        say(Line.of("revoke    ").and(Look.TITLE, "DELETE " + path));
        var clocks = services.stream().map(this::clock).toList();
        long sent = parts.nanos.getAsLong();
        var answer = require(200, http.delete(server + path, rootKey));
        long answered = parts.nanos.getAsLong();
        for (int i = 0; i < services.size(); i++) {
            measure(services.get(i), clocks.get(i), sent);
            say(refusalOf(services.get(i)));
        }
        say(confirmed(answer.path("confirmation"), answered - sent));
        say(Line.of(
                Look.QUIET,
                "          Measured inside each service: from the moment the call above was sent until its own"));
        say(Line.of(
                Look.QUIET,
                "          verifier first refused the token: the verifier is asked again and again, 0.2 ms apart."));
    }

    private SharedClock clock(Service service) {
        return SharedClock.of(
                parts.nanos,
                () -> Long.parseLong(http.get(service.url() + "/clock", "").body()));
    }

    /// As the service writes it: last accepted, first refused, told by the watch, the reason.
    private void measure(Service service, SharedClock clock, long sent) {
        var noted = http.get(service.url() + "/observed", "").body().split(" ", -1);
        if (noted.length != 4 || noted[3].equals("none")) {
            throw new DemoException(service.name() + " did not refuse: " + String.join(" ", noted));
        }
        long refused = clock.here(Long.parseLong(noted[1])) - sent;
        long told = clock.here(Long.parseLong(noted[2])) - sent;
        service.measured(new Measured(refused, told, noted[3]));
    }

    private static Line refusalOf(Service service) {
        var measured = service.measured().orElseThrow();
        var line = Line.of(pad(service.name()));
        return service.streams()
                ? line.and(Look.BAD, "closed the stream ")
                        .and(Look.NUMBER, millis(measured.told()))
                        .and(" later")
                : line.and(Look.BAD, "refused           ")
                        .and(Look.NUMBER, millis(measured.nanos()))
                        .and(" later, reason " + measured.reason());
    }

    private static Line confirmed(JsonNode confirmation, long took) {
        var names = new ArrayList<String>();
        confirmation.path("confirmed").forEach(verifier -> names.add(text(verifier, "name")));
        return Line.of("server    ")
                .and(confirmation.path("complete").asBoolean() ? Look.GOOD : Look.BAD, "answered          ")
                .and(Look.NUMBER, millis(took))
                .and(" later: durable, and confirmed by " + String.join(", ", names));
    }

    private static Line lastWordOf(Service service) {
        return Line.of(pad(service.name())).and("now says ").and(Look.BAD, service.lastAnswer());
    }

    private static JsonNode require(int status, Http.Answer answer) {
        if (answer.status() != status) {
            throw new DemoException("the server answered " + answer.status() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).asString("");
    }

    private void say(Line line) {
        parts.screen.line(line);
    }

    private static String pad(String name) {
        return "%-10s".formatted(name);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%5.1f ms", nanos / 1e6);
    }
}
