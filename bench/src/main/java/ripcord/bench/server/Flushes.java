package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How often the device that a folder is on was told to write out what it caches, from Linux' `/proc/diskstats`: by
/// whoever uses it.
final class Flushes {
    private static final int FLUSHES = 18;

    private final String device;

    Flushes(Path folder) throws IOException {
        long number = (Long) Files.getAttribute(folder, "unix:dev");
        long major = (number >> 8) & 0xfff;
        long minor = (number & 0xff) | ((number >> 12) & 0xfff00);
        device = major + " " + minor;
    }

    /// Since the machine started; 0 where that is not counted.
    long count() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/diskstats"))) {
            String[] fields = line.strip().split("\\s+", -1);
            if ((fields[0] + " " + fields[1]).equals(device) && fields.length > FLUSHES) {
                return Long.parseLong(fields[FLUSHES]);
            }
        }
        return 0;
    }
}
