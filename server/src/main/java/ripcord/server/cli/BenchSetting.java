package ripcord.server.cli;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import ripcord.server.load.Load;
import ripcord.server.load.Pace;

/// Under what circumstances something was measured.
///
/// @param here whether the server is on this machine
/// @param at   when it began
record BenchSetting(String url, boolean here, String tenant, Instant at, Load.Plan load, Machine machine) {
    /// Where the driver ran.
    ///
    /// @param loadAverage before it began, over a minute; negative if that is not known
    record Machine(int processors, String java, double loadAverage) {
        static Machine ofThis() {
            return new Machine(
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version().toString(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
    }

    /// What is going to happen, as a sentence.
    String plan(List<BenchKind> kinds, int sessions, String client) {
        var names = kinds.stream().map(BenchKind::word).collect(Collectors.joining(", "));
        return "asks " + Plain.line(url) + " for " + names + ", each for " + lengths() + ", over " + load.connections()
                + " connections, " + pace() + "; " + sessions(kinds, sessions, client);
    }

    private String sessions(List<BenchKind> kinds, int sessions, String client) {
        if (kinds.stream().noneMatch(kind -> kind.needsSessions() || kind.makesSessions())) {
            return "no sessions are made";
        }
        long needed = sessions
                * kinds.stream()
                        .filter(BenchKind::needsSessions)
                        .map(BenchKind::credential)
                        .distinct()
                        .count();
        boolean more = kinds.stream().anyMatch(BenchKind::makesSessions);
        var many = more ? "up to " + BenchBounds.SIGN_INS : Long.toString(needed);
        return "signs in " + many + " sessions in tenant " + tenant + " (client " + client + ") and ends them";
    }

    /// How long, with the warm-up.
    String lengths() {
        var length = Times.rough(load.duration());
        return load.warmUp().isZero() ? length : length + " after " + Times.rough(load.warmUp()) + " of warming up";
    }

    /// How requests follow each other, in words.
    String pace() {
        return switch (load.pace()) {
            case Pace.AsAnswered _, Pace.InTurn _ -> "each asking again when it has been answered";
            case Pace.PerSecond(int rate) -> rate + " requests a second";
        };
    }

    Duration duration() {
        return load.duration();
    }
}
