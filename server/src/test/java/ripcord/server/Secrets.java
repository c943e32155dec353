package ripcord.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import ripcord.server.LiveServer.SignedIn;

/// The secrets that a story used, and which of them a text holds: the whole, or a part that is a secret by itself.
final class Secrets {
    private static final int SHORTEST = 16;

    private final Set<String> all = new LinkedHashSet<>();

    /// A token, a key, a cookie.
    void add(String text) {
        all.add(text);
        for (var part : text.split("[.]", -1)) {
            if (part.length() >= SHORTEST) {
                all.add(part);
            }
        }
        if (text.startsWith("rc_s_") || text.startsWith("rc_r_")) {
            // Behind the session's id and generation, which are said, there are the two tags.
            all.add(text.substring(text.length() - 43, text.length() - 22));
            all.add(text.substring(text.length() - 21));
        }
        if (text.startsWith("rc_k_")) {
            all.add(text.substring(text.length() - 22));
        }
        if (text.startsWith("eyJ")) {
            all.add(text.substring(text.lastIndexOf('.') + 1, text.lastIndexOf('.') + 1 + SHORTEST));
        }
    }

    /// Bytes, as people and programs print them.
    void add(byte[] bytes) {
        add(new String(bytes, StandardCharsets.UTF_8).strip());
        add(HexFormat.of().formatHex(bytes));
        add(Base64.getEncoder().encodeToString(bytes));
    }

    /// All credentials of somebody.
    SignedIn of(SignedIn signedIn) {
        add(signedIn.sessionToken());
        add(signedIn.refreshToken());
        add(signedIn.accessToken());
        return signedIn;
    }

    int size() {
        return all.size();
    }

    /// Those that `text` holds.
    List<String> in(String text) {
        return all.stream().filter(text::contains).toList();
    }
}
