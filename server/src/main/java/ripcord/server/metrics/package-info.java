/// What is measured, for Prometheus.
///
/// The catalogue is [ripcord.server.metrics.Metric]; start at [ripcord.server.metrics.Metrics]. Looks at the domains,
/// which do not know it.
@NullMarked
package ripcord.server.metrics;

import org.jspecify.annotations.NullMarked;
