import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Writes signed jars without their signatures. An AOT cache holds no class of a signed jar, and a class that was
/// verified against one, as whoever uses a cryptographic provider is, has all of that jar digested at each start
/// before `main`: a quarter of the time that a start took.
///
/// Nothing is lost: the JVM compares such a jar with whatever signer it names and trusts none in particular, and all
/// other jars beside it are not signed. Only the build's copies are written, beside the packaged server.
final class SignedJars {
    private SignedJars() {}

    /// Renews the jars of `folder` that are signed.
    static void renew(Path folder) throws IOException {
        try (var jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (var jar : jars) {
                if (isSigned(jar)) {
                    Files.write(jar, unsigned(jar));
                }
            }
        }
    }

    private static boolean isSigned(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.stream().anyMatch(entry -> isSignature(entry.getName()));
        }
    }

    private static boolean isSignature(String name) {
        return name.toUpperCase(Locale.ROOT).matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }

    private static byte[] unsigned(Path jar) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var from = new ZipFile(jar.toFile());
                var to = new ZipOutputStream(bytes)) {
            for (var entry : from.stream().toList()) {
                if (!isSignature(entry.getName())) {
                    to.putNextEntry(new ZipEntry(entry.getName()));
                    to.write(content(from, entry));
                    to.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }

    /// The manifest without the sections that hold each file's digest.
    private static byte[] content(ZipFile jar, ZipEntry entry) throws IOException {
        try (var in = jar.getInputStream(entry)) {
            if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                return in.readAllBytes();
            }
            var manifest = new Manifest(in);
            manifest.getEntries().clear();
            var bytes = new ByteArrayOutputStream();
            manifest.write(bytes);
            return bytes.toByteArray();
        }
    }
}
