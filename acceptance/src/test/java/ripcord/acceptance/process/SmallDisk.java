package ripcord.acceptance.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A folder that is a disk of its own, in memory and so small that it can be filled. Only root can make one.
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /// Makes one of a folder that is there.
    public static SmallDisk mount(Path folder, int megabytes) {
        run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + megabytes + "m", "ripcord-chaos", folder.toString());
        return new SmallDisk(folder);
    }

    private static void run(String... command) {
        try {
            Process program = Processes.start(new ProcessBuilder(command).inheritIO());
            Await.until(Duration.ofSeconds(20), command[0] + " ends", () -> !program.isAlive());
            if (program.exitValue() != 0) {
                throw new IllegalStateException(
                        "a disk that can be filled needs root, and " + command[0] + " that works");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /// Nothing can be written to it any more.
    public void fill() {
        byte[] block = new byte[65_536];
        for (int size = block.length; size > 0; size = size == 1 ? 0 : size / 16) {
            writeUntilFull(block, size);
        }
    }

    private void writeUntilFull(byte[] block, int size) {
        try (OutputStream out = Files.newOutputStream(
                ballast(), java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block, 0, size);
            }
        } catch (IOException _) {
            // That was the last of it.
            return;
        }
    }

    /// There is room again.
    public void clear() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        run("umount", "-l", folder.toString());
    }
}
