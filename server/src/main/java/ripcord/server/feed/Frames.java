package ripcord.server.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ripcord.server.json.JsonText;
import ripcord.server.revocation.Entry;
import ripcord.server.revocation.Slice;
import ripcord.server.tenant.TenantId;

/// The feed's events as bytes (server-sent events). What many streams send is encoded once. Thread-safe.
final class Frames {
    private static final int REMEMBERED = 4096;
    private static final int RECENT = 16;

    private final AtomicReferenceArray<Encoded> entries = new AtomicReferenceArray<>(REMEMBERED);

    private final AtomicReferenceArray<SentEntries> recent = new AtomicReferenceArray<>(RECENT);
    private final AtomicReference<SentBeat> lastBeat = new AtomicReference<>();

    private record Encoded(Entry entry, String json) {}

    /// An event that many streams send.
    private static final class SentEntries {
        private final String log;
        private final Slice slice;
        private final byte[] frame;

        private SentEntries(String log, Slice slice, byte[] frame) {
            this.log = log;
            this.slice = slice;
            this.frame = frame;
        }
    }

    /// As [SentEntries].
    private static final class SentBeat {
        private final long seq;
        private final String read;
        private final Instant at;
        private final byte[] frame;

        private SentBeat(long seq, String read, Instant at, byte[] frame) {
            this.seq = seq;
            this.read = read;
            this.at = at;
            this.frame = frame;
        }
    }

    /// @param log as the stream names it
    static byte[] hello(JsonText hello, String log) {
        return frame("hello", "", hello.put("log", log).end());
    }

    byte[] keys(TenantId tenant, List<Rings.Named> keys) {
        var json = new JsonText().put("tenant", tenant.value()).open("kids");
        for (var key : keys) {
            json.add(new JsonText(96)
                    .put("kid", key.kid())
                    .put("state", key.state())
                    .put("not_before", key.notBefore())
                    .end());
        }
        return frame("keys", "", json.close().end());
    }

    /// A snapshot in parts, so that nobody copies what is shared.
    ///
    /// @param shared what [#list] made
    /// @param since  what came after that
    byte[][] snapshot(String log, long seq, byte[] shared, List<Entry> since) {
        var head = "event: snapshot\n" + id(log, seq) + "data: {\"seq\":" + seq + ",\"entries\":[";
        var tail = new StringBuilder(16 + 192 * since.size());
        for (var entry : since) {
            if (shared.length > 0 || !tail.isEmpty()) {
                tail.append(',');
            }
            tail.append(encoded(entry));
        }
        return new byte[][] {
            head.getBytes(UTF_8), shared, tail.append("]}\n\n").toString().getBytes(UTF_8)
        };
    }

    /// Entries with commas between them.
    static byte[] list(List<Entry> entries) {
        return entries.stream()
                .map(Frames::encode)
                .collect(Collectors.joining(","))
                .getBytes(UTF_8);
    }

    byte[] entries(String log, Slice slice) {
        int at = Math.floorMod(slice.position() + slice.entries().size(), RECENT);
        var known = recent.get(at);
        if (known != null && known.slice.equals(slice) && known.log.equals(log)) {
            return known.frame;
        }
        var frame = encode(log, slice);
        recent.set(at, new SentEntries(log, slice, frame));
        return frame;
    }

    private byte[] encode(String log, Slice slice) {
        var json = new JsonText(64 + 192 * slice.entries().size())
                .put("seq", slice.position())
                .open("entries");
        slice.entries().forEach(entry -> json.add(encoded(entry)));
        return frame("entries", id(log, slice.position()), json.close().end());
    }

    byte[] heartbeat(long seq, String read, Instant at) {
        var known = lastBeat.get();
        if (known != null && known.seq == seq && known.read.equals(read) && known.at.equals(at)) {
            return known.frame;
        }
        var json = new JsonText(96).put("seq", seq).putJson("read", read).put("at", at.toString());
        var frame = frame("heartbeat", "", json.end());
        lastBeat.set(new SentBeat(seq, read, at, frame));
        return frame;
    }

    /// @param tenant whose entries it is about; null for everybody's
    byte[] confirm(String confirmation, long seq, @Nullable TenantId tenant) {
        var json = new JsonText(64).put("confirmation", confirmation).put("seq", seq);
        if (tenant != null) {
            json.put("tenant", tenant.value());
        }
        return frame("confirm", "", json.end());
    }

    byte[] bye(long retryMillis) {
        return frame("bye", "", new JsonText().put("retry_ms", retryMillis).end());
    }

    private static String id(String log, long seq) {
        return "id: " + log + ':' + seq + '\n';
    }

    private static byte[] frame(String event, String id, String json) {
        return ("event: " + event + '\n' + id + "data: " + json + "\n\n").getBytes(UTF_8);
    }

    /// A slot holds the last of the entries that fall into it.
    private String encoded(Entry entry) {
        int slot = Long.hashCode(entry.seq()) & (REMEMBERED - 1);
        var known = entries.get(slot);
        if (known != null && known.entry.equals(entry)) {
            return known.json;
        }
        var json = encode(entry);
        entries.set(slot, new Encoded(entry, json));
        return json;
    }

    private static String encode(Entry entry) {
        return new JsonText(192)
                .put("seq", entry.seq())
                .put("tenant", entry.tenant().value())
                .put("target_type", entry.type().wireName())
                .put("target", entry.target().text())
                .put("effect", entry.effect().wireName())
                .put("expires_at", entry.expiresAt().toString())
                .end();
    }
}
