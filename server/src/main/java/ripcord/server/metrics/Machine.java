package ripcord.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// The JVM and its process. Nothing of it is touched before somebody asks: that would cost the start.
final class Machine {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private Machine() {}

    static void register(Metrics metrics) {
        metrics.gauge(
                Metric.MEMORY_USED,
                List.of("heap"),
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        metrics.gauge(
                Metric.MEMORY_USED,
                List.of("nonheap"),
                () -> ManagementFactory.getMemoryMXBean()
                        .getNonHeapMemoryUsage()
                        .getUsed());
        metrics.gauge(Metric.MEMORY_MAX, List.of(), () -> Runtime.getRuntime().maxMemory());
        metrics.counter(
                Metric.GC,
                List.of(),
                () -> ManagementFactory.getGarbageCollectorMXBeans().stream()
                                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                                .sum()
                        / MILLIS);
        metrics.gauge(
                Metric.THREADS,
                List.of(),
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        metrics.counter(
                Metric.CPU,
                List.of(),
                () -> system() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getProcessCpuTime() / NANOS
                        : Double.NaN);
        metrics.gauge(
                Metric.FILES,
                List.of(),
                () -> system() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getOpenFileDescriptorCount()
                        : Double.NaN);
        metrics.gauge(
                Metric.UPTIME,
                List.of(),
                () -> ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS);
    }

    private static Object system() {
        return ManagementFactory.getOperatingSystemMXBean();
    }
}
