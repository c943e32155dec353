package ripcord.server.http;

import ripcord.server.policy.Policy;

/// The answer to a credential whose session is over.
final class SignedOut {
    private SignedOut() {}

    /// Clears the cookies: what they hold will never be good again.
    static Answer forGood(Call call, Policy policy, Cookies cookies) {
        var answer = ErrorStyle.PROBLEM.answer(Refusal.of(Code.SIGNED_OUT), call.requestId());
        new SetCookie(call.tenant().id(), policy.cookie()).clear(cookies).forEach(answer::cookie);
        return answer;
    }
}
