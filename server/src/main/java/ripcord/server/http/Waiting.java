package ripcord.server.http;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.feed.Confirmation;
import ripcord.server.feed.Confirmations;
import ripcord.server.policy.Policies;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Ended;
import ripcord.server.tenant.TenantId;
import tools.jackson.core.JsonGenerator;

/// Answers what was ended or revoked; waits before that for the verifiers, if that was asked for.
final class Waiting {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_NAMES = 20;

    private final Confirmations confirmations;
    private final Policies policies;
    private final Events events;

    Waiting(Confirmations confirmations, Policies policies, Events events) {
        this.confirmations = confirmations;
        this.policies = policies;
        this.events = events;
    }

    /// How long the caller wants to wait; empty for not at all. Nobody can confirm what is streamed to nobody.
    ///
    /// @param type what the entry will be about
    Optional<Duration> of(Call call, Fields fields, TargetType type) {
        return of(call.tenant().id(), fields, type);
    }

    /// As [#of(Call, Fields, TargetType)], for a tenant that may be no more.
    Optional<Duration> of(TenantId tenant, Fields fields, TargetType type) {
        var strategy = policies.of(tenant).policy().revocation().strategy();
        boolean streamed = switch (strategy) {
            case FEED -> true;
            case DENYLIST -> type.ignoresPosition();
            case EXPIRY, VERSION, INTROSPECT -> false;
        };
        var wait = fields.optionalDuration("wait", SHORTEST, LONGEST);
        if (!streamed && wait.isPresent()) {
            fields.fault("wait", "nothing: with revocation.strategy " + strategy.wireName() + " no verifier is told");
        }
        return wait;
    }

    /// 200 with `seq`, and the confirmation if there is one.
    Answer answer(Call call, Ended ended, Optional<Duration> wait) {
        return answer(call, ended, wait, json -> {});
    }

    /// As [#answer(Call, Ended, Optional)], with further members.
    Answer answer(Call call, Ended ended, Optional<Duration> wait, Json.Members more) {
        return Answer.ok(members(call, ended, wait, more));
    }

    /// 201 with the same.
    Answer created(Call call, Ended ended, Optional<Duration> wait, Json.Members more) {
        return Answer.created(members(call, ended, wait, more));
    }

    private Confirmation await(TenantId tenant, long seq, Duration patience) {
        var confirmation = confirmations.await(tenant, seq, patience);
        if (!confirmation.complete()) {
            var missing = confirmation.missing();
            var names =
                    missing.stream().map(Confirmation.Member::name).distinct().limit(MOST_NAMES);
            events.publish(Event.confirmationIncomplete(
                    tenant.value(), seq, names.collect(Collectors.joining(" ")), missing.size()));
        }
        return confirmation;
    }

    private Json.Members members(Call call, Ended ended, Optional<Duration> wait, Json.Members more) {
        var confirmation = confirmation(call, call.tenant().id(), ended, wait);
        return json -> {
            json.writeNumberProperty("seq", ended.seq());
            more.write(json);
            write(json, confirmation);
        };
    }

    /// Waits, if that is wanted.
    Optional<Confirmation> confirmation(Call call, TenantId tenant, Ended ended, Optional<Duration> wait) {
        return wait.map(patience -> {
            call.watch().extend(patience);
            call.leaveShare();
            return await(tenant, ended.seq(), patience);
        });
    }

    static void write(JsonGenerator json, Optional<Confirmation> confirmation) {
        confirmation.ifPresent(found -> {
            json.writeName("confirmation");
            json.writeRawValue(found.json());
        });
    }
}
