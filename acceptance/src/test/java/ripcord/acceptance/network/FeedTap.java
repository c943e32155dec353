package ripcord.acceptance.network;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Listens in on the feeds that pass a proxy, to know how fresh a verifier behind it can possibly be.
///
/// The server's clock has another origin than ours, but the same rate on one machine: `hello` names a moment of it,
/// and that moment was before `hello` arrived here. So a `read` is no later than
/// `arrival of hello + (read − mono of hello)`, and no later than its own arrival.
public final class FeedTap {
    private static final Pattern REQUEST = Pattern.compile("^(GET|POST|PUT|DELETE|HEAD) (\\S+) HTTP/1\\.1");
    private static final Pattern MONO = Pattern.compile("\"mono\":([0-9.]+)");
    private static final Pattern READ = Pattern.compile("\"read\":([0-9.]+)");
    private static final double NANOS_PER_MS = 1e6;

    /// @param handedOn when the verifier could have it at the earliest
    /// @param read     the latest moment at which the server can have read its log for it
    private record Evidence(long handedOn, long read) {}

    private final List<Evidence> evidence = new CopyOnWriteArrayList<>();

    FeedTap() {}

    Connection newConnection() {
        return new Connection();
    }

    /// The latest moment for which a verifier that has got everything handed on before `moment` can have evidence.
    ///
    /// @return empty if it has had none
    public OptionalLong freshestPossible(long moment) {
        return evidence.stream()
                .filter(one -> one.handedOn() - moment <= 0)
                .mapToLong(Evidence::read)
                .max();
    }

    public int count() {
        return evidence.size();
    }

    /// One connection, request and answer. Its feed, if it carries one, is the last thing that it carries.
    final class Connection {
        private final StringBuilder text = new StringBuilder();
        private volatile boolean feed;
        private double helloMono = Double.NaN;
        private long helloArrived;

        void sent(Pump.Chunk chunk, Consumer<String> requests) {
            Matcher line = REQUEST.matcher(chunk.text());
            if (line.find()) {
                requests.accept(line.group(1) + " " + line.group(2));
                feed |= line.group(2).contains("/feed?");
            }
        }

        void received(Pump.Chunk chunk) {
            if (!feed) {
                return;
            }
            text.append(chunk.text());
            for (int end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
                line(text.substring(0, end), chunk.arrived());
                text.delete(0, end + 1);
            }
        }

        private void line(String line, long arrived) {
            Matcher mono = MONO.matcher(line);
            Matcher read = READ.matcher(line);
            if (mono.find()) {
                helloMono = Double.parseDouble(mono.group(1));
                helloArrived = arrived;
            } else if (read.find() && !Double.isNaN(helloMono)) {
                double since = (Double.parseDouble(read.group(1)) - helloMono) * NANOS_PER_MS;
                evidence.add(new Evidence(System.nanoTime(), Math.min(arrived, helloArrived + Math.round(since))));
            }
        }
    }
}
