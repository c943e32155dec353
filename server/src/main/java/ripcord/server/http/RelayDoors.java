package ripcord.server.http;

import io.helidon.http.HeaderNames;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import ripcord.server.apikey.Right;
import ripcord.server.http.Gate.Caller;
import ripcord.server.redis.SharedRates;
import ripcord.server.relay.RelayKeys;
import ripcord.server.relay.RelayedRings;
import ripcord.server.relay.Upstream;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.InternalId;
import ripcord.server.tenant.Limits;
import ripcord.server.tenant.Pauses;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;

/// What stands before a relay's handlers: its own keys, and the tenants that it was told of.
final class RelayDoors implements Doors {
    private final RelayKeys keys;
    private final RelayedRings rings;
    private final Upstream upstream;
    private final Turnstile turnstile;

    RelayDoors(RelayKeys keys, RelayedRings rings, Upstream upstream, LongSupplier nanos) {
        this.keys = keys;
        this.rings = rings;
        this.upstream = upstream;
        this.turnstile = new Turnstile(new Rates(nanos, SharedRates.NONE), new Shares(TenantBounds.DEFAULT));
    }

    @Override
    public Answer enter(Call call) {
        return switch (call.route().access()) {
            case Access.Anyone(var handler) -> {
                call.readBody();
                yield handler.handle(call);
            }
            case Access.ApiKeyHolder(var right, var handler) -> {
                var caller = caller(call, right);
                admit(call, caller);
                yield handler.handle(call, caller);
            }
            case Access.KeyIfAny(var right, var handler) -> {
                var caller = call.headers(HeaderNames.AUTHORIZATION).isEmpty()
                        ? Optional.<Caller>empty()
                        : Optional.of(caller(call, right));
                call.readBody();
                yield handler.handle(call, caller);
            }
            case Access.Remover _,
                    Access.ClientKey _,
                    Access.ClientKeyOrPublic _,
                    Access.SessionCookie _,
                    Access.Credentials _ -> throw new IllegalStateException("a relay has no " + call.route());
        };
    }

    private Caller caller(Call call, Right right) {
        var key = Gate.bearer(call)
                .flatMap(keys::find)
                .orElseThrow(() -> Refusal.of(Code.UNAUTHORIZED).toException());
        call.actor(Actor.apiKey(key.id()));
        boolean may = key.rights().contains(right) && (!call.namesTenant() || Gate.includes(key, call.path("tenant")));
        if (!may) {
            throw Refusal.of(Code.FORBIDDEN).toException();
        }
        return new Caller(key);
    }

    private void admit(Call call, Caller caller) {
        if (call.route().opensStream() && !upstream.isReady()) {
            throw Refusal.of(Code.UNAVAILABLE).toException();
        }
        if (call.namesTenant()) {
            call.tenant(TenantId.parse(call.path("tenant"))
                    .filter(rings::isKnown)
                    .map(RelayDoors::tenant)
                    .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException()));
        }
        call.readBody();
        if (call.namesTenant()) {
            turnstile.pass(call);
        } else {
            turnstile.pass(call, caller.key());
        }
    }

    /// A relay knows nothing of it but its name.
    private static Tenant tenant(TenantId id) {
        return new Tenant(id, new InternalId(0, 0), id.value(), Instant.EPOCH, 0, Pauses.NONE, Limits.NONE);
    }

    @Override
    public Answer mark(Answer answer) {
        return answer;
    }
}
