package ripcord.server.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.TenantId;

/// A living session as bytes, its secret included: for whoever seals them. Both directions are of one version; whoever
/// keeps the bytes keeps [#VERSION] with them.
final class SessionBytes {
    /// Another one wherever the bytes mean something else.
    static final byte VERSION = 1;

    private SessionBytes() {}

    static byte[] of(StoredSession stored) {
        var bytes = new ByteArrayOutputStream(512);
        try (var out = new DataOutputStream(bytes)) {
            write(out, stored.session());
            out.write(stored.secret().reveal());
            out.writeInt(stored.tokenKey());
            out.writeInt(stored.sessionGeneration());
            write(out, stored.refresh());
            out.writeLong(stored.sinceSeq());
            out.writeInt(CredentialKind.bits(stored.credentials()));
            out.writeUTF(stored.authzRef());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Session session) throws IOException {
        out.writeLong(session.id().high());
        out.writeLong(session.id().low());
        out.writeUTF(session.tenant().value());
        out.writeUTF(session.subject());
        out.writeUTF(session.clientId());
        out.writeUTF(session.clientKind().wireName());
        write(out, session.audience());
        out.writeShort(session.amr().size());
        for (var method : session.amr()) {
            out.writeUTF(method);
        }
        write(out, session.acr());
        write(out, session.authTime());
        out.writeBoolean(session.persistent());
        write(out, session.createdAt());
        write(out, session.lastSeenAt());
        out.writeLong(session.idle().toMillis());
        write(out, session.idleExpiresAt());
        write(out, session.expiresAt());
        write(out, session.device().label());
        write(out, session.device().ip());
        write(out, session.device().userAgent());
    }

    private static void write(DataOutputStream out, RefreshState refresh) throws IOException {
        out.writeInt(refresh.newest());
        out.writeInt(refresh.renewed());
        out.writeInt(refresh.exchanged() == null ? -1 : refresh.exchanged());
        out.writeLong(refresh.rotatedAt() == null ? -1 : refresh.rotatedAt().toEpochMilli());
        out.writeBoolean(refresh.newestPresented());
        out.writeUTF(refresh.rotatedBy().addressPrefix());
        out.writeUTF(refresh.rotatedBy().userAgent());
        out.writeUTF(refresh.rotatedBy().clientId());
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static void write(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.toEpochMilli());
    }

    /// The inverse of [#of].
    static StoredSession read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new StoredSession(
                    session(in),
                    new SessionSecret(in.readNBytes(SessionSecret.BYTES)),
                    in.readInt(),
                    in.readInt(),
                    refresh(in),
                    in.readLong(),
                    CredentialKind.ofBits(in.readInt()),
                    in.readUTF());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Session session(DataInputStream in) throws IOException {
        return new Session(
                new SessionId(in.readLong(), in.readLong()),
                new TenantId(in.readUTF()),
                in.readUTF(),
                in.readUTF(),
                ClientKind.ofWireName(in.readUTF()).orElseThrow(),
                textOrNull(in),
                texts(in),
                textOrNull(in),
                instant(in),
                in.readBoolean(),
                instant(in),
                instant(in),
                Duration.ofMillis(in.readLong()),
                instant(in),
                instant(in),
                new Device(textOrNull(in), textOrNull(in), textOrNull(in)),
                null);
    }

    private static RefreshState refresh(DataInputStream in) throws IOException {
        int newest = in.readInt();
        int renewed = in.readInt();
        int exchanged = in.readInt();
        long rotatedAt = in.readLong();
        return new RefreshState(
                newest,
                renewed,
                exchanged < 0 ? null : exchanged,
                rotatedAt < 0 ? null : Instant.ofEpochMilli(rotatedAt),
                in.readBoolean(),
                new Presenter(in.readUTF(), in.readUTF(), in.readUTF()));
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int size = in.readShort();
        var texts = new ArrayList<String>(size);
        for (int i = 0; i < size; i++) {
            texts.add(in.readUTF());
        }
        return texts;
    }

    private static @Nullable String textOrNull(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }
}
