package ripcord.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import ripcord.server.load.Measured;
import ripcord.server.load.Request;

/// `FairMain [seconds]`: how long a quiet tenant's sign-ins take while nobody else is there, and while another tenant
/// signs in on many connections as fast as it is let. The driver shares the machine's processors with the server, so
/// the ratio is an upper bound.
public final class FairMain {
    private static final int LOUD_CONNECTIONS = 256;
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private final ServerProcess server;
    private final String headers;
    private final Duration measured;

    private FairMain(ServerProcess server, Duration measured) throws IOException {
        this.server = server;
        this.headers = "Authorization: Bearer " + server.rootKey() + "\r\nContent-Type: application/json\r\n";
        this.measured = measured;
    }

    public static void main(String[] args) throws Exception {
        var measured = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 10);
        try (var server = ServerProcess.start()) {
            new FairMain(server, measured).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        create("loud");
        create("quiet");
        quiet(WARM_UP);
        long[] alone = quiet(measured);
        var next = new AtomicInteger();
        var loud = new Driver(
                "loud", server, LOUD_CONNECTIONS, Scripts.made(_ -> signIn("loud", "s" + next.getAndIncrement())));
        var _ = loud.rate(WARM_UP);
        var load = CompletableFuture.supplyAsync(() -> loud.asked(measured));
        long[] together = quiet(measured);
        report(alone, together, load.join());
    }

    private static void report(long[] alone, long[] together, Measured loud) {
        System.out.printf(
                Locale.ROOT,
                "loud tenant: %.0f sign-ins/s on %d connections, %d refused%n",
                loud.perSecond(),
                LOUD_CONNECTIONS,
                loud.failed());
        for (int percent : new int[] {50, 95, 99}) {
            double quiet = at(alone, percent);
            double besides = at(together, percent);
            System.out.printf(
                    Locale.ROOT,
                    "quiet tenant, p%d of a sign-in: %.1f ms alone, %.1f ms beside the loud one, ratio %.1f%n",
                    percent,
                    quiet,
                    besides,
                    besides / quiet);
        }
    }

    private static double at(long[] nanos, int percent) {
        return nanos[Math.min(nanos.length - 1, nanos.length * percent / 100)] / 1e6;
    }

    private Request post(String path, String json) {
        return Request.of(server.endpoint(), "POST", path, headers, json);
    }

    private void create(String tenant) throws IOException {
        try (var connection = Driver.connect(server.port())) {
            Backend.expect(201, connection.exchange(post("/admin/v1/tenants", "{\"id\":\"" + tenant + "\"}")));
        }
    }

    private Request signIn(String tenant, String subject) {
        return post(
                "/admin/v1/tenants/" + tenant + "/sessions",
                "{\"subject\":\"" + subject + "\",\"amr\":[\"pwd\"],\"client_kind\":\"native\"}");
    }

    /// One sign-in after the other, with pauses.
    ///
    /// @return how long each took, sorted
    private long[] quiet(Duration time) throws IOException, InterruptedException {
        var took = new ArrayList<Long>();
        long end = System.nanoTime() + time.toNanos();
        try (var connection = Driver.connect(server.port())) {
            while (System.nanoTime() < end) {
                var request = signIn("quiet", "subject" + took.size());
                long begun = System.nanoTime();
                Backend.expect(201, connection.exchange(request));
                took.add(System.nanoTime() - begun);
                Thread.sleep(BETWEEN);
            }
        }
        return took.stream().mapToLong(Long::longValue).sorted().toArray();
    }
}
