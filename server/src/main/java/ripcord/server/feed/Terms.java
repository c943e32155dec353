package ripcord.server.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import ripcord.server.policy.Policy.RevocationStrategy;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.Entry;
import ripcord.server.revocation.Slice;

/// What is wanted of a stream when it begins. Others need another stream.
///
/// @param bound    how old a verifier's copy may be
/// @param strategy what is streamed
public record Terms(Duration bound, RevocationStrategy strategy) {
    private static final int LOG_ID_BYTES = 12;

    /// What of the log belongs on the stream.
    Slice select(Slice slice) {
        return strategy == RevocationStrategy.DENYLIST
                ? new Slice(onDenylist(slice.entries()), slice.position())
                : slice;
    }

    private static List<Entry> onDenylist(List<Entry> entries) {
        return entries.stream().filter(Terms::isOnDenylist).toList();
    }

    /// A change of the policy is among them: it is how a stream learns that it has to end.
    private static boolean isOnDenylist(Entry entry) {
        return switch (entry.type()) {
            case TOKEN, SIGNING_KEY -> true;
            case SESSION, SUBJECT, CLIENT, TENANT -> entry.effect() == Effect.INVALIDATE;
        };
    }

    /// How the stream names the log. A part of it is another log: whoever has seen one cannot go on in the
    /// other, and gets a snapshot. So a key that may follow other tenants than before leaves nothing out of
    /// what came meanwhile.
    String logId(String whole, FeedScope scope) {
        var tenants = scope instanceof FeedScope.Named ? scope.text() : "";
        boolean denylist = strategy == RevocationStrategy.DENYLIST;
        if (tenants.isEmpty() && !denylist) {
            return whole;
        }
        return part((denylist ? "denylist of " : "") + whole + (tenants.isEmpty() ? "" : " for " + tenants));
    }

    private static String part(String of) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(of.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, LOG_ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
