package ripcord.server;

import ripcord.server.Typed.Outcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs of `ripcord bench` against a server, and what they leave there.
record BenchRuns(LiveServer server) {
    /// The first answer of each connection counts, however long it took: none is of a warm-up.
    static final String SHORT = " --connections 4 --sessions 8 --duration 300ms --warm-up 0s";

    static JsonNode json(Outcome outcome) {
        return JsonMapper.shared().readTree(outcome.out());
    }

    /// How many the tenant has, of those that the query selects.
    int sessions(String tenant, String query) {
        return server.http()
                .get("/admin/v1/tenants/" + tenant + "/sessions?limit=200" + query)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items")
                .size();
    }

    int alive(String tenant) {
        return sessions(tenant, "&state=alive");
    }
}
