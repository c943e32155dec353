package ripcord.server.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// `docs/metrics.md`, made from the catalogue.
public final class MetricsReference {
    private MetricsReference() {}

    /// The document.
    public static String markdown() {
        return """
                # Metrics

                <!-- Made by ./dev/docs from the code: change it there. -->

                `GET /metrics` answers in Prometheus' text format, with an API key that has the right `metrics` for all tenants, as
                `Authorization: Bearer rc_k_…`. With `--admin-port` it is on that port only. A scrape reads memory and, for
                `ripcord_ready`, asks the store once, for a second at most.

                ```yaml
                scrape_configs:
                  - job_name: ripcord
                    authorization: { credentials_file: /etc/prometheus/ripcord.key }
                    static_configs: [{ targets: ["127.0.0.1:8480"] }]
                ```

                No label has one value per tenant, session, key or address. `tenant` is `other` except for up to 100 tenants that
                `--metrics-tenants a,b` names, and empty (`tenant=""`) where an event is of no tenant, of several, or of none that exists. A
                histogram also has `_bucket`, `_count` and `_sum`, and a gauge `_max`, the largest of the last minutes.

                | name | type | labels | |
                |---|---|---|---|
                %s

                ## What to be woken for

                | when | because |
                |---|---|
                | `up{job="ripcord"} == 0` for 30 s | Prometheus cannot reach it: it does not run, or the API key counts no more |
                | `ripcord_ready == 0` for 30 s | nobody can sign in or be signed out |
                | `ripcord_feed_staleness_seconds > 2` for 1 min (your bound) | that verifier trusts its copy no more, and does what it declared |
                | `ripcord_signing_key_alarms > 0` | a rotation waits, and `GET …/keys` says for whom; or a private half does not open |
                | `rate(ripcord_events_total{action="refresh_reused"}[5m]) > 0` | two parties held one refresh token |
                | `ripcord_store_queue_length > 1000` for 1 min | the disk is too slow for what is written |
                | `ripcord_disk_free_bytes < 1e9` | writing fails when nothing is left |
                | `rate(ripcord_events_dropped_total[5m]) > 0` | the record of events has gaps |
                """.formatted(rows());
    }

    private static String rows() {
        return Arrays.stream(Metric.values())
                .map(metric -> "| `%s` | %s | %s | %s |"
                        .formatted(
                                metric.wireName(),
                                metric.type().name().toLowerCase(Locale.ROOT),
                                metric.labels().stream()
                                        .map(label -> "`" + label + "`")
                                        .collect(Collectors.joining(" ")),
                                metric.meaning()))
                .collect(Collectors.joining("\n"));
    }
}
