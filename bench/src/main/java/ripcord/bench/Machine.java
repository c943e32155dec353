package ripcord.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What something is measured on.
///
/// @param load average number of running processes in the minute before, negative if the system does not say
public record Machine(LocalDate day, int cores, String processor, String system, String java, double load) {
    /// The one that this runs on, now.
    public static Machine now() {
        return new Machine(
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                processorName(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor.version", System.getProperty("java.vendor")) + ", "
                        + System.getProperty("java.vm.name") + " " + Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processorName() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /// In one sentence.
    @Override
    public String toString() {
        return "%s, %d cores of %s, %s, %s, load average %.1f at the start"
                .formatted(day, cores, processor, system, java, load);
    }
}
