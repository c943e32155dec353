package ripcord.acceptance.chaos;

import java.util.HashMap;
import java.util.Map;

/// What is to be started for an experiment.
///
/// @param nodes    servers of Ripcord
/// @param postgres settings as in `postgresql.conf`
/// @param replica  beside PostgreSQL
/// @param clock    whose wall clock can be moved
record Setup(int nodes, Map<String, String> postgres, Replica replica, Clock clock) {
    enum Replica {
        NONE,
        /// It has what is acknowledged.
        SYNCHRONOUS,
        /// It may lack what was acknowledged last.
        ASYNCHRONOUS
    }

    enum Clock {
        NOBODY,
        LAST_NODE,
        POSTGRES
    }

    Setup {
        postgres = Map.copyOf(postgres);
    }

    static Setup ofNodes(int nodes) {
        return new Setup(nodes, Map.of(), Replica.NONE, Clock.NOBODY);
    }

    Setup postgres(String setting, String value) {
        Map<String, String> settings = new HashMap<>(postgres);
        settings.put(setting, value);
        return new Setup(nodes, settings, replica, clock);
    }

    Setup replica(Replica kind) {
        return new Setup(nodes, postgres, kind, clock);
    }

    Setup movable(Clock whose) {
        return new Setup(nodes, postgres, replica, whose);
    }
}
