package ripcord.bench.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import ripcord.bench.load.Scripts;
import ripcord.server.load.Answer;

/// What is looked at once before it is measured, since a wrong answer may be a fast one.
final class Seen {
    private Seen() {}

    /// An access token is signed with ES256.
    static void es256(String token) {
        var header = new String(
                Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))), StandardCharsets.UTF_8);
        require(header.contains("\"alg\":\"ES256\""), "header of an access token", header);
    }

    /// A key on P-256 is published.
    static void keys(Answer answer) {
        var text = Ripcord.expect(answer);
        require(text.contains("\"P-256\""), "JWKS", text);
    }

    static void active(Answer answer) {
        var text = Ripcord.expect(answer);
        require(text.contains("\"active\":true"), "introspection", text);
    }

    /// A token becomes another one, which is good in its turn, and the first one is not any more.
    ///
    /// @param token of a session that is not needed afterwards
    static void rotates(String token, Function<String, Answer> refresh) {
        var first = Ripcord.expect(refresh.apply(token));
        es256(Scripts.field(first, "access_token").orElseThrow());
        var successor = Scripts.field(first, "refresh_token").orElseThrow();
        require(!successor.equals(token), "successor of a refresh token", "itself");
        Ripcord.expect(refresh.apply(successor));
        var again = refresh.apply(token);
        require(again.status() >= 400 && again.status() < 500, "a spent refresh token", "" + again.status());
    }

    private static void require(boolean right, String what, String is) {
        if (!right) {
            throw new IllegalStateException(what + ": " + is);
        }
    }
}
