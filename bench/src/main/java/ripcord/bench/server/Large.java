package ripcord.bench.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import ripcord.bench.Machine;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Scripts;
import ripcord.server.load.Request;
import ripcord.server.load.Script;

/// A server whose store is large beside one whose store is small, on the same processor in turn; and the large one
/// once more, with room for a few copies only.
final class Large {
    private static final String SIGN_IN_BY_ZIPF = Requests.SIGN_IN + ", tenants by Zipf's law";
    private static final List<String> KINDS =
            List.of(Requests.SESSION, Requests.INTROSPECT_SESSION, Requests.REFRESH, Requests.SIGN_IN, SIGN_IN_BY_ZIPF);
    private static final KeptStore SMALL = new KeptStore(new KeptStore.Size(10_000, 10_000, 100));
    /// Another one, to tell what sessions cost from what tenants do.
    private static final KeptStore LARGE =
            new KeptStore(KeptStore.Size.of(System.getProperty("ripcord.large", "1000000,50000,10000")));
    private static final int FEW_COPIES = 5_000;
    /// The compilers share one processor with three servers.
    private static final Duration WARMING = Duration.ofSeconds(150);

    private final Duration each;
    private final Section section;
    private final Rounds rounds = new Rounds();
    private final Map<String, Driver> drivers = new LinkedHashMap<>();
    private final List<FirstUses> firstUses = new ArrayList<>();

    /// Which server.
    private enum Which {
        FEW("small store"),
        MANY("large store"),
        BOUNDED("large store, few copies");

        private final String title;

        Which(String title) {
            this.title = title;
        }

        String name(String kind) {
            return kind + ", " + title;
        }
    }

    /// Has everything used once that is in use: a tenant whose keys were never needed, or a session that was never
    /// looked up, is not active.
    ///
    /// @param driver asks about one after the other
    /// @param isOver whether it has asked about all
    private record FirstUses(Driver driver, BooleanSupplier isOver) {}

    /// @param each how long each is warmed up in its turn
    Large(Duration each, Machine machine) {
        this.each = each;
        this.section = new Section("a large store", machine);
    }

    /// Makes the stores, so that measuring can begin at once.
    static void prepare() throws IOException, InterruptedException, SQLException {
        SMALL.make();
        LARGE.make();
    }

    void measure() throws IOException, InterruptedException, SQLException {
        var few = SMALL.copy();
        var many = LARGE.copy();
        var bounded = LARGE.copy();
        long megabytes = KeptStore.megabytes(many.folder());
        try (var first = Crowd.serve(few.folder(), List.of());
                var second = Crowd.serve(many.folder(), List.of());
                var third =
                        Crowd.serve(bounded.folder(), List.of("--sessions-in-memory", Integer.toString(FEW_COPIES)))) {
            drivers(Which.FEW, first, few, SMALL);
            drivers(Which.MANY, second, many, LARGE);
            drivers(Which.BOUNDED, third, bounded, LARGE);
            warmUp();
            for (int round = 0; round < Rounds.NUMBER; round++) {
                for (String kind : KINDS) {
                    for (var which : Which.values()) {
                        measure(which.name(kind));
                    }
                }
            }
            write(megabytes, Map.of(Which.FEW, first, Which.MANY, second, Which.BOUNDED, third));
        }
    }

    private void warmUp() throws IOException {
        long until = System.nanoTime() + WARMING.toNanos();
        for (var uses : firstUses) {
            while (!uses.isOver.getAsBoolean()) {
                var rate = uses.driver.rate(each);
                System.err.printf(Locale.ROOT, "first uses: %.0f/s%n", rate.perSecond());
            }
        }
        var cold = EnumSet.allOf(Which.class);
        while (!cold.isEmpty() && System.nanoTime() - until < 0) {
            System.err.printf(Locale.ROOT, "not warm yet: %s%n", cold);
            for (var which : EnumSet.copyOf(cold)) {
                var all = KINDS.stream().map(which::name).map(this::driver).toList();
                if (Driver.warmUp(all, each, 1)) {
                    cold.remove(which);
                }
            }
        }
    }

    private void measure(String name) throws IOException {
        rounds.add(name, driver(name).rate(Rounds.LENGTH));
    }

    private Driver driver(String name) {
        return requireNonNull(drivers.get(name), name);
    }

    private void drivers(Which which, Running server, Crowd crowd, KeptStore store) throws IOException {
        var ripcord = new Ripcord(server, crowd.folder());
        var sessions = crowd.sessions().stream()
                .map(one -> ripcord.session(one.tenant(), one.token()))
                .toList();
        put(which.name(Requests.SESSION), server, drawn(sessions));
        var introspected = drawn(crowd.sessions().stream()
                .map(one -> ripcord.introspect(one.tenant(), one.token()))
                .toList());
        put(which.name(Requests.INTROSPECT_SESSION), server, Scripts.introspecting(introspected));
        var refreshed = refreshing(ripcord, crowd.refreshing());
        put(which.name(Requests.REFRESH), server, number -> zipf(refreshed.get(number), number));
        int tenants = store.size().tenants();
        put(which.name(Requests.SIGN_IN), server, number -> {
            var random = new SplittableRandom(number);
            return () -> ripcord.signIn("t" + random.nextInt(tenants), false);
        });
        put(which.name(SIGN_IN_BY_ZIPF), server, number -> {
            var zipf = new Zipf(tenants, number);
            return () -> ripcord.signIn("t" + zipf.next(), false);
        });
        useEach(server, sessions.size(), asked -> () -> sessions.get(next(asked, sessions.size())));
        useEach(server, tenants, asked -> () -> ripcord.signIn("t" + next(asked, tenants), false));
        var ofEach = refreshed.stream().map(_ -> new AtomicInteger()).toList();
        firstUses.add(new FirstUses(
                new Driver(
                        "first uses",
                        server,
                        Requests.CONNECTIONS,
                        number -> inOrder(refreshed.get(number), ofEach.get(number))),
                () -> IntStream.range(0, ofEach.size())
                        .allMatch(i -> ofEach.get(i).get() >= refreshed.get(i).size())));
    }

    private void useEach(Running server, int all, Function<AtomicInteger, Script> script) {
        var asked = new AtomicInteger();
        var driver = new Driver("first uses", server, Requests.CONNECTIONS, _ -> script.apply(asked));
        firstUses.add(new FirstUses(driver, () -> asked.get() >= all));
    }

    private static int next(AtomicInteger asked, int of) {
        return asked.getAndIncrement() % of;
    }

    private static Script zipf(List<Scripts.Refreshing> some, int seed) {
        return new Scripts.OneOf(some, new Zipf(some.size(), seed)::next);
    }

    /// Goes on from one run to the next.
    private static Script inOrder(List<Scripts.Refreshing> some, AtomicInteger asked) {
        return new Scripts.OneOf(some, () -> next(asked, some.size()));
    }

    private void put(String name, Running server, Script.Scripts scripts) {
        drivers.put(name, new Driver(name, server, Requests.CONNECTIONS, scripts));
    }

    private static Script.Scripts drawn(List<Request> all) {
        return number -> {
            var zipf = new Zipf(all.size(), number);
            return () -> all.get(zipf.next());
        };
    }

    /// By connection.
    private static List<List<Scripts.Refreshing>> refreshing(Ripcord ripcord, List<Crowd.One> all) {
        var parts = new ArrayList<List<Scripts.Refreshing>>();
        for (int i = 0; i < Requests.CONNECTIONS; i++) {
            parts.add(new ArrayList<>());
        }
        for (int i = 0; i < all.size(); i++) {
            var one = all.get(i);
            Function<String, Request> request = token -> ripcord.refresh(one.tenant(), token);
            parts.get(i % Requests.CONNECTIONS).add(new Scripts.Refreshing(one.token(), request, _ -> {}));
        }
        return parts;
    }

    private void write(long megabytes, Map<Which, Running> servers) throws IOException {
        section.line(
                "Three servers with embedded stores on the same processor, asked in turn, %d connections, %d rounds of %d s.",
                Requests.CONNECTIONS, Rounds.NUMBER, Rounds.LENGTH.toSeconds());
        section.line(
                "Small: %s. Large: %s; %,d MB.",
                SMALL.size().name(), LARGE.size().name(), megabytes);
        section.line(
                "Of the active sessions half are looked up and half refreshed, drawn by Zipf's law (exponent 1). Who signs"
                        + " in is somebody new, of a tenant drawn uniformly, or by Zipf's law.");
        section.line(
                "Before, each active session and each tenant was used once or more. Few copies: `--sessions-in-memory %d`, so that most sessions in use are not in memory.",
                FEW_COPIES);
        section.line("");
        section.line(
                "| | small, a second | large, a second | slower by | all rounds | goal | large, few copies, a second | slower by | all rounds |");
        section.line("|---|---|---|---|---|---|---|---|---|");
        KINDS.forEach(this::row);
        section.line("");
        section.line(Rounds.heading("| each round: answers a second of the server's processor time"));
        for (String kind : KINDS) {
            for (var which : Which.values()) {
                section.line(Rounds.row(which.name(kind), rounds.each(which.name(kind), Driver.Rate::perCoreSecond)));
            }
        }
        section.line("");
        section.line(
                "Slower by: in answers a second of the server's processor time, beside the small store in the same round: in the middle,"
                        + " the least and the most; less than nothing is faster. Answers a second are those in the middle. Warm: each"
                        + " server with all kinds in turn, until the compilers take less than 2 %% of it with each, for %d s in all at"
                        + " most.",
                WARMING.toSeconds());
        section.line(
                "In the middle of all that was measured they took %.0f %%, and at most %.0f %%.",
                100 * compiling(0.5), 100 * compiling(1));
        section.line("");
        section.line("| | to the first 200 after the start, one processor | resident after all of this |");
        section.line("|---|---|---|");
        for (var which : Which.values()) {
            var server = requireNonNull(servers.get(which));
            section.line("| %s | %d ms | %d MB |", which.title, server.started().toMillis(), server.resident());
        }
        section.write();
    }

    private void row(String kind) {
        section.line(
                "| %s | %,.0f | %,.0f | %s | 20 %% | %,.0f | %s |",
                kind,
                rounds.median(Which.FEW.name(kind), Driver.Rate::perSecond),
                rounds.median(Which.MANY.name(kind), Driver.Rate::perSecond),
                besideSmall(Which.MANY, kind).lossColumns(),
                rounds.median(Which.BOUNDED.name(kind), Driver.Rate::perSecond),
                besideSmall(Which.BOUNDED, kind).lossColumns());
    }

    private Spread besideSmall(Which which, String kind) {
        return rounds.shares(which.name(kind), Which.FEW.name(kind), Driver.Rate::perCoreSecond);
    }

    /// What the compilers took of the server's time in that quantile of everything that was measured.
    private double compiling(double quantile) {
        double[] sorted = drivers.keySet().stream()
                .flatMapToDouble(name -> rounds.each(name, Driver.Rate::compiling))
                .sorted()
                .toArray();
        return sorted[(int) (quantile * (sorted.length - 1))];
    }
}
