package ripcord.server.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What `ripcord bench` asks a server.
enum BenchKind {
    /// Who is signed in, by a session's cookie.
    SESSION("session"),
    /// About a session token, as a service asks.
    INTROSPECT("introspect"),
    /// The tenant's public keys.
    JWKS("jwks"),
    /// The next refresh token.
    REFRESH("refresh"),
    /// Another session.
    SIGN_IN("sign-in"),
    /// A session's end.
    REVOKE("revoke");

    private final String word;

    BenchKind(String word) {
        this.word = word;
    }

    /// As it is typed, and as reports call it.
    String word() {
        return word;
    }

    /// Whether sessions are needed before it can begin.
    boolean needsSessions() {
        return switch (this) {
            case SESSION, INTROSPECT, REFRESH -> true;
            case JWKS, SIGN_IN, REVOKE -> false;
        };
    }

    /// What it needs of each session.
    String credential() {
        return this == REFRESH ? "refresh_token" : "session_token";
    }

    /// Whether it makes sessions by itself.
    boolean makesSessions() {
        return switch (this) {
            case SIGN_IN, REVOKE -> true;
            case SESSION, INTROSPECT, REFRESH, JWKS -> false;
        };
    }

    private static String all() {
        return Arrays.stream(values()).map(BenchKind::word).collect(Collectors.joining(", "));
    }

    /// One of them, as it is typed.
    static final class Word implements ITypeConverter<BenchKind> {
        @Override
        public BenchKind convert(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("expected: one of " + all()));
        }
    }
}
