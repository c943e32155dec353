package ripcord.acceptance.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/// What stands before servers and speaks TLS for them, with a certificate for `localhost` that nobody trusts unless
/// told.
public final class TlsFront implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final SSLServerSocket socket;
    private final int target;
    private final Path certificate;

    private TlsFront(SSLServerSocket socket, int target, Path certificate) {
        this.socket = socket;
        this.target = target;
        this.certificate = certificate;
    }

    /// Before a port of this machine.
    ///
    /// @param folder gets the key and the certificate
    public static TlsFront before(int target, Path folder) {
        try {
            Path keys = folder.resolve("front.p12");
            Path certificate = folder.resolve("front.crt");
            keytool(keys, "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
            keytool(keys, "-exportcert", "-file", certificate.toString());
            Path trusted = folder.resolve("trusted.p12");
            keytool(trusted, "-importcert", "-noprompt", "-file", certificate.toString());
            var front = new TlsFront(listening(keys), target, trusted);
            Thread.ofVirtual().start(front::accept);
            return front;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS", e);
        }
    }

    private static void keytool(Path store, String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-alias", "front", "-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool " + String.join(" ", words) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static SSLServerSocket listening(Path keys) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    public URI uri() {
        return URI.create("https://localhost:" + socket.getLocalPort());
    }

    /// What a JVM has to be told: options that make it trust this front, and nobody else.
    public List<String> trust() {
        return List.of("-Djavax.net.ssl.trustStore=" + certificate, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            } catch (IOException e) {
                // None comes once it is closed.
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The other end has gone, or does not like the certificate.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
