package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What is to be started for an experiment.
///
/// @param nodes    servers of Ripcord
/// @param postgres settings as in `postgresql.conf`
/// @param replica  beside PostgreSQL
/// @param clock    whose wall clock can be moved
/// @param beside   what else there is
record Setup(int nodes, Map<String, String> postgres, Replica replica, Clock clock, Beside beside) {
    enum Replica {
        NONE,
        /// It has what is acknowledged.
        SYNCHRONOUS,
        /// It may lack what was acknowledged last.
        ASYNCHRONOUS,
        /// As that, and nodes read from it.
        READ_FROM
    }

    enum Clock {
        NOBODY,
        LAST_NODE,
        POSTGRES
    }

    enum Beside {
        NOTHING,
        /// The nodes use one.
        REDIS,
        /// PostgreSQL has one of its own, which can be filled.
        SMALL_DISK,
        /// The node keeps the store itself, on a disk that can be filled, and there is no PostgreSQL.
        SMALL_FOLDER,
        /// The tenant lets nodes that are cut off answer from memory, for [#FROM_MEMORY].
        LENIENT_TENANT
    }

    /// Longer than what an end is waited for, so that it is said too.
    static final Duration FROM_MEMORY = Duration.ofSeconds(5);

    Setup {
        postgres = Map.copyOf(postgres);
    }

    static Setup ofNodes(int nodes) {
        return new Setup(nodes, Map.of(), Replica.NONE, Clock.NOBODY, Beside.NOTHING);
    }

    Setup postgres(String setting, String value) {
        Map<String, String> settings = new HashMap<>(postgres);
        settings.put(setting, value);
        return new Setup(nodes, settings, replica, clock, beside);
    }

    Setup replica(Replica kind) {
        return new Setup(nodes, postgres, kind, clock, beside);
    }

    Setup movable(Clock whose) {
        return new Setup(nodes, postgres, replica, whose, beside);
    }

    /// For how long the tenant lets a node answer that is cut off.
    Duration fromMemory() {
        return beside == Beside.LENIENT_TENANT ? FROM_MEMORY : Duration.ZERO;
    }

    Setup with(Beside what) {
        return new Setup(nodes, postgres, replica, clock, what);
    }
}
