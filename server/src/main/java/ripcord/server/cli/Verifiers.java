package ripcord.server.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ripcord.server.apikey.Right;

/// `ripcord verifiers`
@Command(
        name = "verifiers",
        description = "Shows who subscribes to the log, and how fresh their copies of it are.",
        footer = {"  ripcord verifiers", "  ripcord verifiers --watch --every 1s"})
final class Verifiers extends ServerCommand {
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Option(names = "--watch", description = "Show it again and again, until Ctrl-C.")
    private boolean watch;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            converter = Values.Span.class,
            description = "How long between two looks of --watch. Default: 2s")
    private Duration every = Duration.ofSeconds(2);

    @Mixin
    private Paging paging = new Paging();

    Verifiers(World world) {
        super(world);
    }

    @Override
    int run(Server server) {
        try {
            do {
                var reply = server.send(paging.of(Ask.get(Right.FEED, Paths.admin("verifiers"))));
                if (watch && !isJson() && world().terminal().people().out()) {
                    world().terminal().out().print(CLEAR);
                }
                print(reply, this::show);
                world().terminal().flush();
            } while (watch && !world().terminal().isClosed() && paused());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Failure.DONE;
    }

    private boolean paused() throws InterruptedException {
        world().pause().of(every);
        return true;
    }

    private void show(Doc page) {
        var table = new Table(
                        "NAME",
                        "TENANT",
                        "STATE",
                        "STALENESS",
                        "BOUND",
                        "WHEN STALE",
                        "VERIFIED",
                        "REJECTED",
                        "VERSION")
                .whole("NAME", "TENANT");
        page.at("items")
                .items()
                .forEach(verifier -> table.row(
                        verifier.text("name"),
                        verifier.at("tenant").isThere() ? verifier.text("tenant") : "(all)",
                        verifier.at("connected").isTrue() ? "connected" : "lost",
                        millis(verifier.at("staleness_ms")),
                        millis(verifier.at("max_staleness_ms")),
                        whenStale(verifier),
                        verifier.text("verified"),
                        rejected(verifier.at("rejected")),
                        verifier.text("version")));
        print(table, "no verifiers");
        Paging.tellMore(this, page);
    }

    private static String millis(Doc value) {
        return value.value() instanceof BigDecimal number ? number.setScale(0, RoundingMode.CEILING) + " ms" : "";
    }

    private static String whenStale(Doc verifier) {
        return verifier.at("accept_for_ms").isThere()
                ? verifier.text("when_stale") + " for " + millis(verifier.at("accept_for_ms"))
                : verifier.text("when_stale");
    }

    private static String rejected(Doc counters) {
        return String.join(
                ", ",
                counters.members().entrySet().stream()
                        .map(each -> each.getKey() + " " + new Doc(each.getValue()).text())
                        .toList());
    }
}
