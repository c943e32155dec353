package ripcord.server.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import ripcord.server.load.Fault;
import ripcord.server.load.Latency;
import ripcord.server.load.Measured;
import ripcord.server.load.Pace;

/// What `ripcord bench` found: as tables, as JSON, and as a picture.
final class BenchReport {
    private static final int LIMITED = 429;
    private static final double BUSY = 0.8;
    private static final double LATE_MILLIS = 10;
    private static final double MOST = 99;

    private final BenchSetting setting;
    private final Map<BenchKind, Measured> results;
    private final boolean ended;

    /// @param ended whether the sessions were ended afterwards
    BenchReport(BenchSetting setting, Map<BenchKind, Measured> results, boolean ended) {
        this.setting = setting;
        this.results = new LinkedHashMap<>(results);
        this.ended = ended;
    }

    /// What was done.
    String head() {
        var machine = setting.machine();
        return String.format(
                Locale.ROOT,
                "%s, tenant %s: %d connections, %s, %s%ndriver: %d processors, load average before %.2f, Java %s",
                Plain.line(setting.url()),
                setting.tenant(),
                setting.load().connections(),
                setting.pace(),
                setting.lengths(),
                machine.processors(),
                machine.loadAverage(),
                machine.java());
    }

    private boolean hasRate() {
        return setting.load().pace() instanceof Pace.PerSecond;
    }

    /// A row for each kind, and with a rate two.
    Table table() {
        var table = new Table(
                "REQUEST",
                "TIME OF",
                "ANSWERED",
                "PER SECOND",
                "P50",
                "P90",
                "P99",
                "P99.9",
                "MAX",
                "FAILED",
                "UNSENT");
        results.forEach((kind, measured) -> {
            row(table, kind, "service", measured, measured.service());
            measured.response().ifPresent(latency -> row(table, kind, "response", measured, latency));
        });
        return table;
    }

    private static void row(Table table, BenchKind kind, String time, Measured measured, Latency latency) {
        table.row(
                kind.word(),
                time,
                Long.toString(measured.ok()),
                String.format(Locale.ROOT, "%.0f", measured.perSecond()),
                millis(latency.millisAt(50)),
                millis(latency.millisAt(90)),
                millis(latency.millisAt(99)),
                millis(latency.millisAt(99.9)),
                millis(latency.longestMillis()),
                Long.toString(measured.failed()),
                Long.toString(measured.counts().unsent()));
    }

    /// With three digits that mean something.
    static String millis(double millis) {
        var form = millis < 1 ? "%.3f ms" : millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%.0f ms";
        return String.format(Locale.ROOT, form, millis);
    }

    /// Why requests failed, the most frequent first.
    Table faults() {
        var table = new Table("REQUEST", "FAILED WITH", "COUNT");
        results.forEach((kind, measured) -> sorted(measured)
                .forEach(fault -> table.row(kind.word(), words(fault.getKey()), Long.toString(fault.getValue()))));
        return table;
    }

    private static List<Map.Entry<Fault, Long>> sorted(Measured measured) {
        return measured.faults().entrySet().stream()
                .sorted(Map.Entry.<Fault, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(fault -> words(fault.getKey())))
                .toList();
    }

    private static String words(Fault fault) {
        return fault.status() == 0 ? fault.what() : (fault.status() + " " + fault.what()).strip();
    }

    /// What whoever reads the figures must know.
    List<String> notes() {
        var notes = new ArrayList<String>();
        if (!hasRate()) {
            notes.add("closed loop: while the server stalls, the connections that wait ask nothing, so these are times"
                    + " of service; --rate tells what somebody who comes unasked would have waited");
        }
        if (setting.machine().loadAverage() > setting.machine().processors() / 2.0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "this machine was busy before it began (load average %.1f): compare figures of one run only",
                    setting.machine().loadAverage()));
        }
        if (setting.here()) {
            notes.add("the server is on this machine, and shares its "
                    + setting.machine().processors() + " processors with the driver");
        }
        results.forEach(
                (kind, measured) -> notes(kind, measured).forEach(note -> notes.add(kind.word() + ": " + note)));
        if (!ended) {
            notes.add("the sessions of this run were not ended");
        }
        return notes;
    }

    private List<String> notes(BenchKind kind, Measured measured) {
        var notes = new ArrayList<String>();
        if (measured.cut()) {
            notes.add("ended after " + Times.rough(measured.elapsed()) + ", before its time");
        } else if (measured.elapsed().compareTo(setting.duration().dividedBy(2)) < 0) {
            notes.add("ended after " + Times.rough(measured.elapsed()) + ": " + usedUp(kind));
        }
        if (measured.faults().keySet().stream().anyMatch(fault -> fault.status() == LIMITED)) {
            notes.add("429: limits are set (ripcord tenant limits " + setting.tenant()
                    + "), and they are what was measured");
        }
        if (measured.failed() > 0) {
            notes.add("the times are those of the " + measured.ok() + " requests that were answered with success");
        }
        if (measured.counts().unsent() > 0) {
            notes.add(measured.counts().unsent()
                    + " requests were due and not sent, since no connection was free: the rate was"
                    + " not reached, and response times would have gone on growing");
        }
        if (measured.counts().repeated() > 0) {
            notes.add(measured.counts().repeated() + " of " + measured.ok()
                    + " answers gave the same token once more, within the policy's grace, and nothing was written for"
                    + " those: if each is to rotate, take a tenant without one (ripcord policy set --tenant "
                    + setting.tenant() + " refresh.grace=PT0S)");
        }
        notes.addAll(ofDriver(measured));
        if (kind == BenchKind.REVOKE) {
            notes.add("before each request a session was signed in for it, which took part of the server too");
        }
        return notes;
    }

    /// What there was no more of.
    private static String usedUp(BenchKind kind) {
        return kind == BenchKind.REFRESH
                ? "no refresh token was left, since those that were used were not followed by others"
                : "one run signs in " + BenchBounds.SIGN_INS + " sessions at most";
    }

    /// Whether the figures are the driver's rather than the server's.
    private List<String> ofDriver(Measured measured) {
        var notes = new ArrayList<String>();
        double cores = measured.cores().orElse(0);
        if (cores >= BUSY * setting.machine().processors()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the driver was busy with %.1f of %d processors: it is itself the bottleneck, so run it elsewhere",
                    cores,
                    setting.machine().processors()));
        }
        double lag = measured.lag().millisAt(MOST);
        if (lag >= LATE_MILLIS) {
            notes.add("the driver itself was late, by " + millis(lag) + " at the 99th percentile: it had too little"
                    + " processor, and response times contain that");
        }
        return notes;
    }

    /// The whole report, on several lines.
    String json() {
        var report = new LinkedHashMap<String, @Nullable Object>();
        report.put("url", setting.url());
        report.put("tenant", setting.tenant());
        report.put("started_at", setting.at().toString());
        report.put("connections", setting.load().connections());
        report.put("rate", setting.load().pace() instanceof Pace.PerSecond(int rate) ? rate : null);
        report.put("warm_up_ms", setting.load().warmUp().toMillis());
        report.put("duration_ms", setting.load().duration().toMillis());
        report.put("driver", driver());
        report.put(
                "results",
                results.entrySet().stream()
                        .map(each -> json(each.getKey(), each.getValue()))
                        .toList());
        report.put("sessions_ended", ended);
        report.put("notes", notes());
        return JsonOut.pretty(report);
    }

    private Map<String, Object> driver() {
        var driver = new LinkedHashMap<String, Object>();
        driver.put("processors", setting.machine().processors());
        driver.put("load_average", rounded(setting.machine().loadAverage()));
        driver.put("java", setting.machine().java());
        driver.put("same_machine", setting.here());
        return driver;
    }

    private static Map<String, @Nullable Object> json(BenchKind kind, Measured measured) {
        var result = new LinkedHashMap<String, @Nullable Object>();
        result.put("kind", kind.word());
        result.put("answered", measured.ok());
        result.put("repeated", measured.counts().repeated());
        result.put("failed", measured.failed());
        result.put("unsent", measured.counts().unsent());
        result.put("elapsed_ms", measured.elapsed().toMillis());
        result.put("per_second", rounded(measured.perSecond()));
        result.put("service_ms", json(measured.service()));
        result.put("response_ms", measured.response().map(BenchReport::json).orElse(null));
        result.put("driver_late_ms", json(measured.lag()));
        result.put("driver_processors", orNull(measured.cores()));
        result.put("complete", !measured.cut());
        result.put("failures", sorted(measured).stream().map(BenchReport::json).toList());
        return result;
    }

    private static Map<String, @Nullable Object> json(Map.Entry<Fault, Long> fault) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("status", fault.getKey().status() == 0 ? null : fault.getKey().status());
        json.put("what", fault.getKey().what());
        json.put("count", fault.getValue());
        return json;
    }

    private static Map<String, @Nullable Object> json(Latency latency) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("count", latency.count());
        json.put("mean", rounded(latency.meanMillis()));
        json.put("p50", latency.millisAt(50));
        json.put("p90", latency.millisAt(90));
        json.put("p99", latency.millisAt(99));
        json.put("p99_9", latency.millisAt(99.9));
        json.put("max", latency.longestMillis());
        return json;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? Double.valueOf(rounded(value.getAsDouble())) : null;
    }

    /// How latencies are distributed, as SVG.
    String picture() {
        var curves = new ArrayList<BenchPicture.Curve>();
        results.forEach((kind, measured) -> {
            var latency = measured.response().orElse(measured.service());
            if (latency.count() > 0) {
                curves.add(new BenchPicture.Curve(kind.word(), latency));
            }
        });
        var time = hasRate() ? "Response time" : "Service time";
        return BenchPicture.of(time + " by percentile", head(), curves);
    }
}
