package ripcord.bench.verify;

import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import ripcord.bench.Machine;
import ripcord.bench.verify.Measured.Figure;
import ripcord.verifier.feed.MillionEntries;

/// What was measured of the library, as sections of the document of measurements.
final class LibraryReport {
    private static final String NOT_OFFERED = "not offered";

    private final Machine machine;
    private final String method;
    private final Measured measured;
    private StringBuilder out = new StringBuilder();

    LibraryReport(Machine machine, String method, Measured measured) {
        this.machine = machine;
        this.method = method;
        this.measured = measured;
    }

    private void begin() {
        out = new StringBuilder();
        line("By `./dev/bench verify`, without a server: JMH, %s:", method);
        line(
                "of each JVM its quickest iteration, since others who use the machine only add to it; of these that of the JVM in the middle,");
        line("and in brackets the least and the most.");
        line(
                "All times are those that a call takes of the processor, in the threads that call: neither the compiler's nor the");
        line("collector's, nor those of others that use the machine. %s.", machine);
        line("");
    }

    @SuppressWarnings("AnnotateFormatMethod") // called in this class only
    private void line(String format, Object... values) {
        out.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    private static int length(Signing signing) {
        try {
            return new Issuer(signing).tokens(1).getFirst().length();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // A token that was not seen before.

    String uncached(Signing signing) {
        begin();
        line(
                "Access tokens as the server makes them under the policy that a tenant begins with: twelve claims, %d characters.",
                length(signing));
        line(
                "Microseconds a verification, one thread: signature, times, issuer, audience, each as the library's documentation");
        line(
                "has it (fusionauth-jwt offers only signature and times); Ripcord also looks up six targets among %,d live",
                Library.LIVE_ENTRIES);
        line(
                "entries, and how fresh they are. Signatures by Corretto's provider, put before the JVM's own, or by the JVM's own.");
        line("");
        line("| %s | Corretto's provider | times Ripcord's | the JVM's | times Ripcord's |", signing);
        line("|---|---|---|---|---|");
        for (var library : Library.values()) {
            if (library != Library.RIPCORD_WITHOUT_SIGNATURE) {
                line(
                        "| %s | %s | %s |",
                        library.title(),
                        cells(library, signing, UncachedBenchmark.CORRETTO),
                        cells(library, signing, UncachedBenchmark.JDK));
            }
        }
        line("");
        uncached(Library.RIPCORD_WITHOUT_SIGNATURE, signing, UncachedBenchmark.CORRETTO)
                .ifPresent(figure -> line(
                        "- Everything except the signature, with a provider that finds every signature good: %.2f (%.2f to %.2f) µs, goal 2.5.",
                        figure.nanos() / 1e3, figure.lowest() / 1e3, figure.highest() / 1e3));
        ratio(
                "Two threads, Corretto's provider",
                "UncachedBenchmark.verify",
                Map.of("library", "RIPCORD", "algorithm", signing.name(), "provider", UncachedBenchmark.CORRETTO),
                " (goal 1.8)");
        line("- Versions: %s.", versions());
        return out.toString();
    }

    private String cells(Library library, Signing signing, String provider) {
        var figure = uncached(library, signing, provider);
        var ripcord = uncached(Library.RIPCORD, signing, provider);
        if (figure.isEmpty() || ripcord.isEmpty()) {
            return NOT_OFFERED + " | ";
        }
        return micros(figure.get()) + " | "
                + String.format(
                        Locale.ROOT,
                        "%.2f",
                        figure.get().nanos() / ripcord.get().nanos());
    }

    private Optional<Figure> uncached(Library library, Signing signing, String provider) {
        return measured.figure(
                "UncachedBenchmark.verify",
                1,
                Map.of("library", library.name(), "algorithm", signing.name(), "provider", provider));
    }

    private static String versions() {
        var text = new StringBuilder();
        for (var library : Library.values()) {
            if (library.compareTo(Library.RIPCORD_WITHOUT_SIGNATURE) > 0) {
                text.append(text.isEmpty() ? "" : ", ").append(library.version());
            }
        }
        return text + ", Corretto's provider "
                + com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider.INSTANCE.getVersionStr();
    }

    // A token that was seen before.

    String cached() {
        begin();
        line(
                "Nanoseconds, each call with a String of its own made from bytes, tokens drawn at random; the String included.");
        line(
                "Clocks: that String, and both clocks read once it is there, as each verification must; the String alone is fetched from memory");
        line(
                "while the one before is made. Caffeine: that String looked up in a cache, without expiry and without revocation; and with both,");
        line(
                "the cache's expiry and the token's, session and subject looked up in a `ConcurrentHashMap` of %,d that have ended.",
                Library.LIVE_ENTRIES);
        line("");
        line(
                "| live tokens | the String alone | and clocks | Ripcord | goal | Caffeine | Caffeine with expiry and revocation | bytes that Ripcord allocates besides the String |");
        line("|---|---|---|---|---|---|---|---|");
        cached("1000", "120");
        cached("100000", "400");
        line("");
        for (String tokens : new String[] {"1000", "100000"}) {
            var with = Map.of("tokens", tokens);
            ratio("Two threads, " + tokens + " live tokens", "CachedBenchmark.verify", with, " (goal 1.8)");
            ratio("The same, of the String and clocks", "CachedBenchmark.clocks", with, "");
        }
        return out.toString();
    }

    private void cached(String tokens, String goal) {
        var with = Map.of("tokens", tokens);
        var string = measured.figure("CachedBenchmark.string", 1, with);
        var clocks = measured.figure("CachedBenchmark.clocks", 1, with);
        var ripcord = measured.figure("CachedBenchmark.verify", 1, with);
        var caffeine = measured.figure("CachedBenchmark.caffeine", 1, with);
        var ended = measured.figure("CachedBenchmark.caffeineAndEnded", 1, with);
        String besides = ripcord.flatMap(Figure::allocated)
                .flatMap(all ->
                        string.flatMap(Figure::allocated).map(its -> String.format(Locale.ROOT, "%.0f", all - its)))
                .orElse("");
        line(
                "| %s | %s | %s | %s | %s | %s | %s | %s |",
                tokens, nanos(string), nanos(clocks), nanos(ripcord), goal, nanos(caffeine), nanos(ended), besides);
    }

    /// How much more two threads do than one.
    private void ratio(String what, String method, Map<String, String> parameters, String goal) {
        var one = measured.figure(method, 1, parameters);
        var two = measured.figure(method, 2, parameters);
        if (one.isPresent() && two.isPresent()) {
            double ratio = 2 * one.get().nanos() / two.get().nanos();
            line("- %s: %s ns each, %.2f times as many as one%s", what, nanos(two), ratio, goal);
        }
    }

    // Entries.

    String entries() {
        begin();
        measured.entries().ifPresent(this::entries);
        lookUp("absent", "what every good token asks");
        lookUp("present", "what a revoked one asks");
        measured.figure("EntrySetBenchmark.memory", 1, Map.of("entries", "1000000"))
                .ifPresent(figure -> line(
                        "- waiting once for memory of that size, without which no look-up of one that is present can do: %s ns",
                        nanos(Optional.of(figure))));
        return out.toString();
    }

    private void entries(MillionEntries.Found found) {
        line("- memory: %.1f bytes each of live heap (goal 40)", found.bytesEach());
        line(
                "- added one by one in %.0f ms; the longest took the thread that adds %.0f µs",
                found.addingMillis(), found.longestAddMicros());
        line("- ended in 75 sweeps, of which the longest took %.0f µs", found.longestSweepMicros());
        line("");
        line(
                "Who was held up: the longest pause of a thread that looks up without end, how late a thread was at most that wakes");
        line("every millisecond and knows no entries, and the collector, all of it in the same time.");
        line("");
        line("| | looking up | waking | the collector |");
        line("|---|---|---|---|");
        watched("a second in which nothing happens", found.idle());
        watched("while a million is added", found.whileAdding());
        watched("while they end", found.whileEnding());
        line("");
    }

    private void watched(String when, MillionEntries.Watched watched) {
        line(
                "| %s | %.1f ms | %.1f ms | %d ms in %d pauses |",
                when, watched.lookingUp() / 1e3, watched.waking() / 1e3, watched.collecting(), watched.collections());
    }

    private void lookUp(String method, String why) {
        measured.figure("EntrySetBenchmark." + method, 1, Map.of("entries", "1000000"))
                .ifPresent(figure -> line(
                        "- look-up of one that is %s, %s: %s ns (goal 60)", method, why, nanos(Optional.of(figure))));
    }

    private static String micros(Figure figure) {
        return String.format(
                Locale.ROOT,
                "%.1f (%.1f to %.1f)",
                figure.nanos() / 1e3,
                figure.lowest() / 1e3,
                figure.highest() / 1e3);
    }

    private static String nanos(Optional<Figure> figure) {
        return figure.map(its ->
                        String.format(Locale.ROOT, "%.0f (%.0f to %.0f)", its.nanos(), its.lowest(), its.highest()))
                .orElse("");
    }
}
