import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/// Unpacks SQLite's native library beside the driver's jar, into a folder that is named like it. The driver would do so
/// at each start of a server, and read what it has written byte by byte.
final class SqliteLibrary {
    private SqliteLibrary() {}

    /// Unpacks from the driver in `folder`, as that finds its library for this machine.
    static void unpack(Path folder) throws IOException {
        try (var jars = Files.newDirectoryStream(folder, "sqlite-jdbc-*.jar")) {
            for (var jar : jars) {
                unpackFrom(jar);
            }
        }
    }

    private static void unpackFrom(Path jar) throws IOException {
        var beside = jar.resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", ""));
        try (var driver = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            var names = driver.loadClass("org.sqlite.util.LibraryLoaderUtil");
            var within = (String) names.getMethod("getNativeLibResourcePath").invoke(null);
            var name = (String) names.getMethod("getNativeLibName").invoke(null);
            try (var in = driver.getResourceAsStream(within.substring(1) + "/" + name)) {
                // A machine that it has no library for can still have its store in PostgreSQL.
                if (in != null) {
                    Files.createDirectories(beside);
                    Files.write(beside.resolve(name), in.readAllBytes());
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IOException(jar + " does not say where its library is", e);
        }
    }
}
