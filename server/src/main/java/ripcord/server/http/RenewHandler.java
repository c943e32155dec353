package ripcord.server.http;

import java.time.InstantSource;
import java.util.Optional;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.Caller;
import ripcord.server.refresh.Renewal;
import ripcord.server.refresh.Renewals;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Lookup;
import ripcord.server.session.SessionId;
import ripcord.server.session.Sessions;

/// `POST /admin/v1/tenants/{tenant}/sessions/{id}/renew`
final class RenewHandler {
    private final Renewals renewals;
    private final Sessions sessions;
    private final Grants grants;
    private final Events events;
    private final InstantSource clock;

    RenewHandler(Renewals renewals, Sessions sessions, Grants grants, Events events, InstantSource clock) {
        this.renewals = renewals;
        this.sessions = sessions;
        this.grants = grants;
        this.events = events;
        this.clock = clock;
    }

    Answer handle(Call call, Caller caller) {
        call.query().finish();
        var id = call.path("id", SessionId::parse);
        var request = read(call, id, caller);
        if (sessions.find(call.tenant().id(), id) instanceof Lookup.Alive(var stored, long _)
                && stored.has(CredentialKind.ACCESS_TOKEN)) {
            grants.refuseTooLarge(Renewals.renewed(stored, request, clock.instant()));
        }
        return switch (renewals.renew(request)) {
            case Renewal.Unknown _ -> throw Refusal.of(Code.NOT_FOUND).toException();
            case Renewal.Suspended _ -> throw Refusal.of(Code.TENANT_SUSPENDED).toException();
            case Renewal.Over _ -> throw Refusal.of(Code.SESSION_ENDED).toException();
            case Renewal.Renewed renewed -> {
                events.publish(Event.sessionRenewed(
                        call.tenant().id().value(),
                        id.text(),
                        request.cause().wireName(),
                        caller.actor().toString()));
                yield answer(call, renewed);
            }
        };
    }

    private Answer answer(Call call, Renewal.Renewed renewed) {
        var stored = renewed.stored();
        var token = stored.has(CredentialKind.ACCESS_TOKEN)
                ? Optional.of(grants.access(stored, renewed.rev(), Code.SESSION_ENDED))
                : Optional.<ripcord.server.token.AccessToken>empty();
        return Answer.ok(json -> {
            grants.writeAll(json, call.tenant(), stored, token);
            json.writeNumberProperty("seq", renewed.rev());
        });
    }

    private Renewal.Request read(Call call, SessionId id, Caller caller) {
        var fields = call.json();
        var cause = fields.required(
                "cause", "sign_in, privilege, password or mfa", RenewHandler::cause, Renewal.Cause.SIGN_IN);
        var amr = fields.has("amr") ? Authentication.amr(fields) : null;
        var acr = Authentication.acr(fields);
        var time = Authentication.time(fields, clock.instant());
        boolean endOthers = fields.required("others", "keep or end", RenewHandler::endOthers, false);
        fields.finish();
        return new Renewal.Request(call.tenant().id(), id, cause, amr, acr, time, endOthers, caller.actor());
    }

    private static Optional<Renewal.Cause> cause(String name) {
        for (var cause : Renewal.Cause.values()) {
            if (cause.wireName().equals(name)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    private static Optional<Boolean> endOthers(String word) {
        return switch (word) {
            case "end" -> Optional.of(true);
            case "keep" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
