package ripcord.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.Caller;
import ripcord.server.session.ClientKind;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Device;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;
import ripcord.server.signin.SignIn;
import ripcord.server.signin.SignIns;
import ripcord.server.tenant.Tenant;
import ripcord.server.token.AccessToken;

/// `POST /admin/v1/tenants/{tenant}/sessions`
final class SignInHandler {
    /// What a session has whose backend states no client.
    private static final String DEFAULT_CLIENT = "default";

    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");

    private final SignIns signIns;
    private final Sessions sessions;
    private final Grants grants;
    private final Events events;
    private final InstantSource clock;

    SignInHandler(SignIns signIns, Sessions sessions, Grants grants, Events events, InstantSource clock) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.grants = grants;
        this.events = events;
        this.clock = clock;
    }

    Answer handle(Call call, Caller caller) {
        call.query().finish();
        var request = read(call, caller);
        if (request.credentials().contains(CredentialKind.ACCESS_TOKEN)) {
            grants.refuseTooLarge(signIns.preview(request, clock.instant()));
        }
        return switch (signIns.signIn(request)) {
            case SignIn.Begun(var stored, long rev, var displaced) -> {
                events.publish(Event.sessionCreated(
                        call.tenant().id().value(),
                        stored.session().id().text(),
                        stored.session().subject(),
                        caller.actor().toString()));
                displaced.forEach(id -> events.publish(Event.revoked(
                        call.tenant().id().value(),
                        "session",
                        id.text(),
                        EndReason.LIMIT.wireName(),
                        caller.actor().toString())));
                yield answer(call.tenant(), stored, begun(stored, rev));
            }
            case SignIn.Repeated(var stored, long rev) -> answer(call.tenant(), stored, access(stored, rev));
            case SignIn.Refused(var why) -> throw refusal(why).toException();
        };
    }

    private Answer answer(Tenant tenant, StoredSession stored, Optional<AccessToken> token) {
        return Answer.created(json -> grants.writeAll(json, tenant, stored, token));
    }

    private Optional<AccessToken> access(StoredSession stored, long rev) {
        return stored.has(CredentialKind.ACCESS_TOKEN)
                ? Optional.of(grants.access(stored, rev, Code.SESSION_ENDED))
                : Optional.empty();
    }

    /// A session whose credentials cannot be made has not begun.
    private Optional<AccessToken> begun(StoredSession stored, long rev) {
        try {
            return access(stored, rev);
        } catch (RefusedException e) {
            var session = stored.session();
            sessions.end(session.tenant(), session.id(), Endings.Cause.bySystem(EndReason.ADMIN));
            throw e;
        }
    }

    private static Refusal refusal(SignIn.Why why) {
        return switch (why) {
            case SESSION_QUOTA -> Refusal.quota("sessions");
            case SUBJECT_QUOTA -> Refusal.quota("subjects");
            case SUBJECT_DISABLED -> Refusal.of(Code.SUBJECT_DISABLED);
            case ENDED_SINCE -> Refusal.of(Code.PRECONDITION_FAILED);
            case TOO_MANY_SESSIONS -> Refusal.of(Code.TOO_MANY_SESSIONS);
            case KEY_REUSED -> Refusal.of(Code.IDEMPOTENCY_KEY_REUSED);
            case SESSION_OVER -> Refusal.of(Code.SESSION_ENDED);
            case TENANT_SUSPENDED -> Refusal.of(Code.TENANT_SUSPENDED);
            case TENANT_GONE -> Refusal.of(Code.NOT_FOUND);
        };
    }

    private SignIn.Request read(Call call, Caller caller) {
        var fields = call.json();
        var subject = fields.text("subject", Text.SUBJECT);
        var clientId = fields.optionalText("client_id", Text.CLIENT_ID);
        var kind = fields.required(
                "client_kind", "browser, native or service", ClientKind::ofWireName, ClientKind.SERVICE);
        var request = new SignIn.Request(
                call.tenant(),
                subject,
                clientId == null ? DEFAULT_CLIENT : clientId,
                kind,
                Authentication.amr(fields),
                Authentication.acr(fields),
                Authentication.time(fields, clock.instant()),
                fields.optionalText("audience", Text.AUDIENCE),
                credentials(fields, kind),
                fields.bool("persistent", false),
                device(fields.section("device")),
                fields.optionalInteger("if_seq", 0, Fields.LARGEST),
                once(call, caller, fields),
                caller.actor());
        fields.finish();
        return request;
    }

    private static Set<CredentialKind> credentials(Fields fields, ClientKind kind) {
        if (!fields.has("credentials")) {
            return CredentialKind.defaultsOf(kind);
        }
        var size = new Fields.Size(1, CredentialKind.values().length);
        return Set.copyOf(fields.list(
                "credentials", "session_token, refresh_token or access_token", size, CredentialKind::ofWireName));
    }

    private static Device device(Fields fields) {
        var device = new Device(
                fields.optionalText("label", Text.LABEL),
                fields.optional("ip", "an IPv4 or IPv6 address", Addresses::parse)
                        .orElse(null),
                fields.optionalText("user_agent", Text.USER_AGENT));
        fields.close();
        return device;
    }

    /// Another body under the same key is another request.
    private static SignIn.@Nullable Once once(Call call, Caller caller, Fields fields) {
        List<String> keys = call.headers(IDEMPOTENCY_KEY);
        if (keys.isEmpty()) {
            return null;
        }
        if (keys.size() > 1 || !Text.IDEMPOTENCY_KEY.takes(keys.getFirst())) {
            fields.faults().invalid(IDEMPOTENCY_KEY.defaultCase(), Text.IDEMPOTENCY_KEY.expected());
            return null;
        }
        return new SignIn.Once(caller.key().id(), keys.getFirst(), digest(call.body()));
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
