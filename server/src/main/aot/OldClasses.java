import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Writes classes of a format that an AOT cache cannot hold in one that it can. picocli is compiled for Java 5, without
/// stack maps: its 170 classes would be read and verified at each start, a fifth of a second of every command.
///
/// Their code stays what it is. Only the build's copies are written, beside the packaged server.
final class OldClasses {
    /// The first format whose classes say what is on the stack where.
    private static final int WITH_STACK_MAPS = ClassFile.JAVA_7_VERSION;

    private OldClasses() {}

    /// Renews the jars of `folder` that need it.
    static void renew(Path folder) throws IOException {
        try (var jars = Files.newDirectoryStream(folder, "picocli-*.jar")) {
            for (var jar : jars) {
                var renewed = renewed(jar);
                if (renewed.length > 0) {
                    Files.write(jar, renewed);
                }
            }
        }
    }

    /// The jar with new classes; empty if all of them are.
    private static byte[] renewed(Path jar) throws IOException {
        var bytes = new ByteArrayOutputStream();
        boolean changed = false;
        try (var around = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                var from = new ZipFile(jar.toFile());
                var to = new ZipOutputStream(bytes)) {
            for (var entry : from.stream().toList()) {
                var content = from.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class") && isOld(content)) {
                    content = renewed(content, around);
                    changed = true;
                }
                to.putNextEntry(new ZipEntry(entry.getName()));
                to.write(content);
                to.closeEntry();
            }
        }
        return changed ? bytes.toByteArray() : new byte[0];
    }

    private static boolean isOld(byte[] content) {
        return ClassFile.of().parse(content).majorVersion() < WITH_STACK_MAPS;
    }

    /// Every instruction is written anew, or its method would be copied as it is, without a stack map.
    private static byte[] renewed(byte[] content, ClassLoader around) {
        var format = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ConstantPoolSharingOption.NEW_POOL,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(around)));
        var sameCode = ClassTransform.transformingMethodBodies((code, instruction) -> code.with(instruction));
        var newer = ClassTransform.endHandler(made -> made.withVersion(WITH_STACK_MAPS, 0));
        return format.transformClass(format.parse(content), sameCode.andThen(newer));
    }
}
