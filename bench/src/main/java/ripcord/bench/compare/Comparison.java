package ripcord.bench.compare;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import ripcord.bench.compare.Admin.SignedIn;
import ripcord.bench.load.ServerProcess;
import ripcord.verifier.Verification;
import ripcord.verifier.Verifier;

/// Measures every side against one server.
final class Comparison {
    /// What was measured of one side.
    ///
    /// @param questions    to the server, for each check
    /// @param microseconds for each check, the median
    /// @param windows      from the acknowledgement to the refusal, by what was taken back
    /// @param away         what becomes of a good token when the server is gone, and after how long
    record Measured(double questions, double microseconds, Map<String, Duration> windows, String away) {}

    static final List<String> TAKEN_BACK = List.of("session", "subject", "token");

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);
    private static final Duration AWAY = Duration.ofSeconds(8);
    private static final int COUNTED = 100;
    private static final int BATCHES = 21;

    private final ServerProcess server;
    private final URI base;
    private final Admin admin;

    /// A side and its verifier.
    private record Contender(Side side, Verifier verifier) {}

    /// What a check costs.
    private record Cost(double questions, double microseconds) {}

    Comparison(ServerProcess server) throws IOException {
        this.server = server;
        this.base = URI.create("http://localhost:" + server.port());
        this.admin = new Admin(base, Files.readString(server.rootKeyFile()).strip());
    }

    /// All of it; ends the server, because the last column is about that.
    Map<Side, Measured> run() throws IOException, InterruptedException, ExecutionException {
        var contenders = new ArrayList<Contender>();
        try {
            for (Side side : Side.values()) {
                admin.create(side);
                contenders.add(new Contender(side, side.verifier(base, base, server.rootKeyFile())));
            }
            return measure(contenders);
        } finally {
            contenders.forEach(contender -> contender.verifier().close());
        }
    }

    private Map<Side, Measured> measure(List<Contender> contenders)
            throws IOException, InterruptedException, ExecutionException {
        var costs = new ArrayList<Cost>();
        for (Contender contender : contenders) {
            CompareMain.say("what a check costs: " + contender.side().wireName());
            costs.add(new Cost(questions(contender.side()), microseconds(contender)));
        }
        CompareMain.say("how long what was taken back stays good, a minute at most");
        List<Map<String, Duration>> windows = inParallel(contenders, this::windows);
        CompareMain.say("what happens when the server is gone");
        var stays = new HashMap<Contender, SignedIn>();
        for (Contender contender : contenders) {
            var signedIn = admin.signIn(contender.side(), "stays");
            accept(contender.verifier(), signedIn);
            stays.put(contender, signedIn);
        }
        server.close();
        List<String> away =
                inParallel(contenders, contender -> away(contender, Objects.requireNonNull(stays.get(contender))));
        var all = new LinkedHashMap<Side, Measured>();
        for (int i = 0; i < contenders.size(); i++) {
            var cost = costs.get(i);
            all.put(
                    contenders.get(i).side(),
                    new Measured(cost.questions(), cost.microseconds(), windows.get(i), away.get(i)));
        }
        return all;
    }

    /// One measurement of each side.
    private interface Measurement<T> {
        T of(Contender contender) throws IOException, InterruptedException, ExecutionException;
    }

    private static <T> List<T> inParallel(List<Contender> contenders, Measurement<T> measurement)
            throws InterruptedException, ExecutionException {
        var results = new ArrayList<T>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            var pending = contenders.stream()
                    .map(contender -> threads.submit(() -> measurement.of(contender)))
                    .toList();
            for (Future<T> one : pending) {
                results.add(one.get());
            }
        }
        return results;
    }

    private double questions(Side side) throws IOException, InterruptedException {
        try (var counter = new Counter(server.port());
                Verifier verifier = side.verifier(base, counter.uri(), server.rootKeyFile())) {
            SignedIn signedIn = admin.signIn(side, "counted");
            for (int i = 0; i < COUNTED; i++) {
                accept(verifier, signedIn);
            }
            return (double) counter.questions() / COUNTED;
        }
    }

    private double microseconds(Contender contender) throws IOException, InterruptedException {
        SignedIn signedIn = admin.signIn(contender.side(), "timed");
        int batch = contender.side().asksEachTime() ? 50 : 20_000;
        double[] each = new double[BATCHES];
        for (int i = 0; i < BATCHES; i++) {
            long begun = System.nanoTime();
            for (int j = 0; j < batch; j++) {
                accept(contender.verifier(), signedIn);
            }
            each[i] = (System.nanoTime() - begun) / 1e3 / batch;
        }
        Arrays.sort(each);
        return each[BATCHES / 2];
    }

    private static void accept(Verifier verifier, SignedIn signedIn) {
        if (verifier.verify(signedIn.token()) instanceof Verification.Rejected rejected) {
            throw new IllegalStateException(signedIn.side() + ": " + rejected);
        }
    }

    private Map<String, Duration> windows(Contender contender) throws InterruptedException, ExecutionException {
        var windows = new LinkedHashMap<String, Duration>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            var pending = TAKEN_BACK.stream()
                    .map(what -> threads.submit(() -> window(contender, what)))
                    .toList();
            for (int i = 0; i < TAKEN_BACK.size(); i++) {
                windows.put(TAKEN_BACK.get(i), pending.get(i).get());
            }
        }
        return windows;
    }

    private Duration window(Contender contender, String what) throws IOException, InterruptedException {
        SignedIn signedIn = admin.signIn(contender.side(), "ended-by-" + what);
        accept(contender.verifier(), signedIn);
        admin.revoke(signedIn, what);
        return untilRefused(contender, signedIn, LONGEST_WAIT)
                .orElseThrow(() -> new IllegalStateException(contender.side() + ": accepted after " + LONGEST_WAIT));
    }

    private String away(Contender contender, SignedIn signedIn) {
        return untilRefused(contender, signedIn, AWAY)
                .map(after -> "refused after " + CompareMain.text(after))
                .orElse("accepted until it expires");
    }

    /// Looks again after a twentieth of the time that has passed: the figure is right to so much.
    private static Optional<Duration> untilRefused(Contender contender, SignedIn signedIn, Duration longest) {
        long begun = System.nanoTime();
        while (true) {
            Verification verification = contender.verifier().verify(signedIn.token());
            long passed = System.nanoTime() - begun;
            if (verification instanceof Verification.Rejected) {
                return Optional.of(Duration.ofNanos(passed));
            }
            if (passed > longest.toNanos()) {
                return Optional.empty();
            }
            LockSupport.parkNanos(Math.max(100_000, passed / 20));
        }
    }
}
