package ripcord.server.http;

import ripcord.server.database.Database;
import ripcord.server.database.StoreUnavailableException;

/// `GET /health`: whether this server can do its work.
final class HealthHandler {
    private final Database database;
    private final String version;

    HealthHandler(Database database, String version) {
        this.database = database;
        this.version = version;
    }

    Answer handle(Call call) {
        call.query().finish();
        boolean answers = answers();
        return Answer.json(answers ? 200 : 503, Json.object(json -> {
            json.writeStringProperty("status", answers ? "ok" : "unavailable");
            json.writeStringProperty("version", version);
            json.writeStringProperty("store", "sqlite");
        }));
    }

    private boolean answers() {
        try {
            database.check();
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }
}
