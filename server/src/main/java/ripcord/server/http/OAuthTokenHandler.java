package ripcord.server.http;

import ripcord.server.refresh.Refresh;

/// `POST /t/{tenant}/oauth/token` (RFC 6749 §6): the same exchange as `/auth/refresh`, in OAuth's words.
final class OAuthTokenHandler {
    private static final String REFRESH_TOKEN = "refresh_token";
    private static final Text GRANT = new Text(1, 255, c -> true, REFRESH_TOKEN);

    private final Exchanges exchanges;
    private final Grants grants;

    OAuthTokenHandler(Exchanges exchanges, Grants grants) {
        this.exchanges = exchanges;
        this.grants = grants;
    }

    Answer handle(Call call) {
        call.query().finish();
        var form = call.form();
        var grant = form.text("grant_type", GRANT);
        var known = grant.equals(REFRESH_TOKEN);
        var token = known ? form.text(REFRESH_TOKEN, Text.PRESENTED) : "";
        var clientId = known ? form.text("client_id", Text.CLIENT_ID) : "";
        form.optionalText("scope", Text.SCOPE);
        // Parameters that are not known are ignored (section 3.2), but none may come twice.
        form.faults().refuse();
        return known ? exchange(call, token, clientId) : ErrorStyle.oauth(400, "unsupported_grant_type", "");
    }

    private Answer exchange(Call call, String token, String clientId) {
        return switch (exchanges.exchange(call, exchanges.open(call.tenant(), token), clientId)) {
            case Refresh.Granted granted -> granted(call, granted);
            // No `invalid_grant`: a client would throw its token away.
            case Refresh.Refused(var answer, var _, var _)
            when answer == Refresh.Answer.TENANT_SUSPENDED ->
                throw Refusal.of(Code.TENANT_SUSPENDED).toException();
            case Refresh.Refused _ -> ErrorStyle.oauth(400, "invalid_grant", "");
        };
    }

    private Answer granted(Call call, Refresh.Granted granted) {
        var token = grants.access(granted.stored(), granted.rev());
        return Answer.ok(json -> {
            json.writeStringProperty("token_type", "Bearer");
            Grants.write(json, token);
            json.writeStringProperty(REFRESH_TOKEN, grants.refreshToken(call.tenant(), granted.stored()));
        });
    }
}
