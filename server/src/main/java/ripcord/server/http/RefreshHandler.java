package ripcord.server.http;

import java.util.Optional;
import ripcord.server.http.Gate.Presented;
import ripcord.server.refresh.Refresh;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Lookup;
import ripcord.server.session.Sessions;
import ripcord.server.token.OpaqueToken;
import ripcord.server.token.SessionCheck;
import ripcord.server.token.SessionTokens;

/// `POST /t/{tenant}/auth/refresh`: by cookie, or by a refresh token in the body, which is then also answered there.
final class RefreshHandler {
    private final Exchanges exchanges;
    private final SessionTokens sessionTokens;
    private final Sessions sessions;
    private final SignedOut signedOut;
    private final Grants grants;

    RefreshHandler(
            Exchanges exchanges, SessionTokens sessionTokens, Sessions sessions, SignedOut signedOut, Grants grants) {
        this.exchanges = exchanges;
        this.sessionTokens = sessionTokens;
        this.sessions = sessions;
        this.signedOut = signedOut;
        this.grants = grants;
    }

    Answer handle(Call call, Presented presented) {
        call.query().finish();
        var inBody = presented.inBody();
        if (inBody.isPresent()) {
            return byBody(call, exchanges.open(call.tenant(), inBody.get()));
        }
        var cookie = presented.cookies().refresh();
        if (cookie == null) {
            throw Refusal.of(Code.NO_CREDENTIALS).toException();
        }
        return byCookie(call, presented.cookies(), exchanges.open(call.tenant(), cookie));
    }

    private Answer byBody(Call call, Optional<OpaqueToken> token) {
        return switch (exchanges.exchange(call, token, null)) {
            case Refresh.Granted granted -> granted(granted, Optional.of(newToken(call, granted)));
            case Refresh.Refused refused -> throw Refusal.of(code(refused)).toException();
        };
    }

    private Answer byCookie(Call call, Cookies cookies, Optional<OpaqueToken> token) {
        if (token.isPresent() && !isWithItsSessionCookie(call, cookies, token.get())) {
            throw Refusal.of(Code.SIGNED_OUT).toException();
        }
        return switch (exchanges.exchange(call, token, null)) {
            case Refresh.Granted granted ->
                granted(granted, Optional.empty()).cookie(grants.refreshCookie(call.tenant(), granted.stored()));
            case Refresh.Refused refused
            when token.isPresent() && isForGood(refused) ->
                signedOut.forGood(call, cookies, token.get().session());
            case Refresh.Refused refused -> throw Refusal.of(code(refused)).toException();
        };
    }

    /// A refresh cookie alone is not enough where a session cookie was issued with it: they are of one session, or
    /// somebody put them together.
    private boolean isWithItsSessionCookie(Call call, Cookies cookies, OpaqueToken token) {
        boolean needed = sessions.find(call.tenant().id(), token.session()) instanceof Lookup.Alive(var stored, long _)
                && stored.has(CredentialKind.SESSION_TOKEN)
                && token.authentic(stored.secret());
        if (!needed) {
            return true;
        }
        var session = cookies.session();
        return session != null
                && switch (sessionTokens.check(call.tenant(), session)) {
                    case SessionCheck.Held(var stored, long _) ->
                        stored.session().id().equals(token.session());
                    // Then the refresh token is from before the renewal, too: the exchange says so.
                    case SessionCheck.Superseded(var replaced) -> replaced.equals(token.session());
                    case SessionCheck.Suspended _ -> true;
                    case SessionCheck.SignedOut _, SessionCheck.Malformed _ -> false;
                };
    }

    /// The cookies are cleared only when what they hold can never be good again.
    private static boolean isForGood(Refresh.Refused refused) {
        return switch (refused.why()) {
            case UNKNOWN, ENDED, REUSED -> true;
            case MALFORMED, NOT_ISSUED, OTHER_CLIENT, RENEWED, TENANT_SUSPENDED -> false;
        };
    }

    static Code code(Refresh.Refused refused) {
        return switch (refused.answer()) {
            case SIGNED_OUT -> Code.SIGNED_OUT;
            case SUPERSEDED -> Code.SUPERSEDED;
            case TENANT_SUSPENDED -> Code.TENANT_SUSPENDED;
        };
    }

    private String newToken(Call call, Refresh.Granted granted) {
        return grants.refreshToken(call.tenant(), granted.stored());
    }

    private Answer granted(Refresh.Granted granted, Optional<String> refreshToken) {
        var token = grants.access(granted.stored(), granted.rev());
        return Answer.ok(json -> {
            json.writeStringProperty("token_type", "Bearer");
            Grants.write(json, token);
            refreshToken.ifPresent(text -> json.writeStringProperty("refresh_token", text));
        });
    }
}
