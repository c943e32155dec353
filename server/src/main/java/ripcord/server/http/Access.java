package ripcord.server.http;

import java.util.Optional;
import ripcord.server.apikey.Right;
import ripcord.server.http.Gate.Caller;
import ripcord.server.http.Gate.Presented;
import ripcord.server.http.Gate.SignedIn;

/// Who may use a route. [Gate] is the one place that acts on it.
sealed interface Access {
    /// Everybody.
    record Anyone(OpenHandler handler) implements Access {}

    /// Who shows an API key with `right` for the path's tenant; for a path without one, with `right` for any.
    record ApiKeyHolder(Right right, KeyHandler handler) implements Access {}

    /// As [ApiKeyHolder], and the path's tenant may be one that is no more: the handler finds out.
    record Remover(Right right, KeyHandler handler) implements Access {}

    /// As [ApiKeyHolder], and the key may also be the password of HTTP Basic.
    record ClientKey(Right right, KeyHandler handler) implements Access {}

    /// As [ClientKey], or a public client, which shows nothing here.
    record ClientKeyOrPublic(Right right, ClientHandler handler) implements Access {}

    /// Everybody; who shows an API key must have `right`, and is told more.
    record KeyIfAny(Right right, ClientHandler handler) implements Access {}

    /// Who sends the session cookie of a session that is alive; for a method that changes something, not from another
    /// site.
    record SessionCookie(SessionHandler handler) implements Access {}

    /// Who sends cookies, not from another site, or a refresh token as JSON; also who sends neither.
    record Credentials(CredentialsHandler handler) implements Access {}

    /// Answers anybody.
    @FunctionalInterface
    interface OpenHandler {
        Answer handle(Call call);
    }

    /// Answers a key's holder.
    @FunctionalInterface
    interface KeyHandler {
        Answer handle(Call call, Caller caller);
    }

    /// Answers a key's holder, or a public client.
    @FunctionalInterface
    interface ClientHandler {
        Answer handle(Call call, Optional<Caller> caller);
    }

    /// Answers the signed-in subject.
    @FunctionalInterface
    interface SessionHandler {
        Answer handle(Call call, SignedIn signedIn);
    }

    /// Answers whoever presents something; what it is worth has not been looked at.
    @FunctionalInterface
    interface CredentialsHandler {
        Answer handle(Call call, Presented presented);
    }
}
