package ripcord.server.http;

import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policies;
import ripcord.server.session.SessionId;
import ripcord.server.tenant.Tenant;
import ripcord.server.token.OpaqueKind;
import ripcord.server.token.OpaqueTokens;

/// The answer to a cookie whose session is over. Thread-safe.
final class SignedOut {
    private final OpaqueTokens opaque;
    private final Policies policies;

    SignedOut(OpaqueTokens opaque, Policies policies) {
        this.opaque = opaque;
        this.policies = policies;
    }

    /// Clears those cookies that are of `ended`: what they hold will never be good again. A browser can hold one of
    /// another session besides, and that may be alive.
    Answer forGood(Call call, Cookies cookies, SessionId ended) {
        var answer = ErrorStyle.PROBLEM.answer(Refusal.of(Code.SIGNED_OUT), call.requestId());
        var over = new Cookies(
                only(call.tenant(), OpaqueKind.SESSION, cookies.session(), ended),
                only(call.tenant(), OpaqueKind.REFRESH, cookies.refresh(), ended));
        var policy = policies.of(call.tenant().id()).policy().cookie();
        new SetCookie(call.tenant().id(), policy).clear(over).forEach(answer::cookie);
        return answer;
    }

    /// `text` if it is a token of that session, else null.
    private @Nullable String only(Tenant tenant, OpaqueKind kind, @Nullable String text, SessionId session) {
        boolean isOfIt = text != null
                && opaque.open(tenant, kind, text)
                        .filter(token -> token.session().equals(session))
                        .isPresent();
        return isOfIt ? text : null;
    }
}
