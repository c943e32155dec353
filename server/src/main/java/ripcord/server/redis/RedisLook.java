package ripcord.server.redis;

import java.util.Map;
import java.util.stream.Collectors;
import ripcord.server.config.Config;

/// What a Redis says of itself, for `ripcord doctor`.
public final class RedisLook {
    private RedisLook() {}

    /// The lines of `INFO`, by name. In a cluster, those of one node.
    ///
    /// @throws IllegalStateException if it is not reached within a few seconds; the message says why
    public static Map<String, String> at(Config.RedisServer place) {
        try (var connector = new LettuceConnector(place)) {
            return connector
                    .info()
                    .lines()
                    .filter(line -> line.contains(":"))
                    .collect(Collectors.toMap(
                            line -> line.substring(0, line.indexOf(':')),
                            line -> line.substring(line.indexOf(':') + 1).strip(),
                            (first, _) -> first));
        } catch (RedisUnavailableException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
