package ripcord.acceptance.chaos;

import java.util.HashMap;
import java.util.Map;

/// What is to be started for an experiment.
///
/// @param nodes    servers of Ripcord
/// @param postgres settings as in `postgresql.conf`
record Setup(int nodes, Map<String, String> postgres) {
    Setup {
        postgres = Map.copyOf(postgres);
    }

    static Setup ofNodes(int nodes) {
        return new Setup(nodes, Map.of());
    }

    Setup postgres(String setting, String value) {
        Map<String, String> settings = new HashMap<>(postgres);
        settings.put(setting, value);
        return new Setup(nodes, settings);
    }
}
