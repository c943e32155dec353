package ripcord.server.cli;

import java.util.Base64;
import java.util.Optional;

/// A token that somebody wants to know about. A secret, so no record.
final class Token {
    private static final int LONGEST = 8192;

    private final String text;
    private final Doc header;
    private final Doc claims;

    private Token(String text, Doc header, Doc claims) {
        this.text = text;
        this.header = header;
        this.claims = claims;
    }

    /// @param named what the user calls where it came from
    /// @throws Failure     if that is no token
    static Token of(String text, String named) {
        if (text.isEmpty() || text.length() > LONGEST || !text.matches("[\\x21-\\x7e]+")) {
            throw Failure.usage(named + ": " + (text.isEmpty() ? "nothing there" : "no token")
                    + " (expected: one token, at most 8192 visible ASCII characters)");
        }
        var parts = text.split("\\.", -1);
        if (parts.length == 3) {
            var header = json(parts[0]);
            var claims = json(parts[1]);
            if (header.isPresent() && claims.isPresent()) {
                return new Token(text, header.get(), claims.get());
            }
        }
        if (!text.matches("rc_[srk]_.*")) {
            throw Failure.usage(named + ": no token (expected: a JWT in compact form, rc_s_…, rc_r_… or rc_k_…)");
        }
        return new Token(text, new Doc(null), new Doc(null));
    }

    private static Optional<Doc> json(String part) {
        try {
            return Doc.read(Base64.getUrlDecoder().decode(part)).filter(Doc::isObject);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isJwt() {
        return header.isThere();
    }

    String kind() {
        if (isJwt()) {
            return header.text("typ").equals("at+jwt") ? "access token (JWT, RFC 9068)" : "JWT";
        }
        return switch (text.charAt(3)) {
            case 's' -> "session token";
            case 'r' -> "refresh token";
            default -> "API key";
        };
    }

    Doc header() {
        return header;
    }

    Doc claims() {
        return claims;
    }

    /// The token itself. Called where the request is made.
    String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "Token[redacted]";
    }
}
