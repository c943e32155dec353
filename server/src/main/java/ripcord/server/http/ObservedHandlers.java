package ripcord.server.http;

import io.helidon.http.HeaderNames;
import java.util.Optional;
import ripcord.server.apikey.TenantScope;
import ripcord.server.health.Check;
import ripcord.server.health.Health;
import ripcord.server.http.Gate.Caller;
import ripcord.server.metrics.Gauges;
import tools.jackson.core.JsonGenerator;

/// `/metrics` and `/health`: how the server is.
final class ObservedHandlers {
    private final Health health;
    private final Gauges gauges;
    private final String version;

    ObservedHandlers(Health health, Gauges gauges, String version) {
        this.health = health;
        this.gauges = gauges;
        this.version = version;
    }

    /// `GET /metrics`
    Answer metrics(Call call, Caller caller) {
        refuseOthers(caller);
        call.query().finish();
        return Answer.text(gauges.scrape()).with(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    }

    /// What is seen here is of all tenants.
    private static void refuseOthers(Caller caller) {
        if (!caller.key().scope().includes(new TenantScope.All())) {
            throw Refusal.of(Code.FORBIDDEN).toException();
        }
    }

    /// `GET /health`: whether it can do its work; for a key's holder also what was looked at.
    Answer health(Call call, Optional<Caller> caller) {
        caller.ifPresent(ObservedHandlers::refuseOthers);
        call.query().finish();
        boolean ready = health.isReady();
        return Answer.json(status(ready), Json.object(json -> {
            json.writeStringProperty("status", word(ready));
            json.writeStringProperty("version", version);
            json.writeStringProperty("store", health.engine());
            health.redisState().ifPresent(state -> json.writeStringProperty("redis", state));
            if (caller.isPresent()) {
                Json.objects(json, "checks", health.checks(), ObservedHandlers::write);
            }
        }));
    }

    private static void write(JsonGenerator json, Check check) {
        json.writeStringProperty("name", check.name());
        json.writeStringProperty("status", check.status().wireName());
        json.writeStringProperty("detail", check.detail());
    }

    /// `GET /health/live`: that it answers at all.
    Answer live(Call call) {
        call.query().finish();
        return state(true);
    }

    /// `GET /health/ready`: whether requests are welcome.
    Answer ready(Call call) {
        call.query().finish();
        return state(health.isReady());
    }

    private static Answer state(boolean well) {
        return Answer.json(status(well), Json.object(json -> json.writeStringProperty("status", word(well))));
    }

    private static int status(boolean well) {
        return well ? 200 : 503;
    }

    private static String word(boolean well) {
        return well ? "ok" : "unavailable";
    }
}
