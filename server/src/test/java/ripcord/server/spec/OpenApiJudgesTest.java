package ripcord.server.spec;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the judge refuses: a judge that lets everything pass looks just like code that is right.
class OpenApiJudgesTest {
    private static final String TENANTS = "/admin/v1/tenants";
    private static final String TENANT = """
            {"id":"acme","name":"Acme","issuer":"http://localhost/t/acme","created_at":"2026-11-21T09:30:00.250Z",\
            "suspended":false,"limits":{"requests_per_second":null,"sign_ins_per_second":null,"sessions":null,"subjects":null}}""";
    private static final Map<String, String> SENT =
            Map.of("Authorization", "Bearer rc_k_x", "Content-Type", "application/json");
    private static final Map<String, String> JSON = Map.of(
            "X-Request-Id", "r1",
            "X-Content-Type-Options", "nosniff",
            "Cache-Control", "no-store",
            "Content-Type", "application/json");

    private final OpenApi openApi = CheckedHttp.contract();

    @Test
    void whatTheContractListsPasses() {
        assertThatCode(() -> openApi.check(created(SENT, "{\"id\":\"acme\"}", 201, JSON, TENANT)))
                .doesNotThrowAnyException();
    }

    @Test
    void aStatusThatIsNotListed() {
        refused(created(SENT, "{\"id\":\"acme\"}", 202, JSON, TENANT), "status is not listed");
    }

    @Test
    void aFaultOfOurOwn() {
        refused(created(SENT, "{\"id\":\"acme\"}", 500, JSON, "{}"), "status is not listed");
    }

    @Test
    void aFieldThatIsNotListed() {
        refused(
                created(SENT, "{\"id\":\"acme\"}", 201, JSON, TENANT.replace("}", ",\"internal_id\":\"x\"}")),
                "internal_id");
    }

    @Test
    void aFieldThatIsMissing() {
        refused(created(SENT, "{\"id\":\"acme\"}", 201, JSON, "{\"id\":\"acme\"}"), "issuer");
    }

    @Test
    void aTimeWithMicroseconds() {
        refused(created(SENT, "{\"id\":\"acme\"}", 201, JSON, TENANT.replace(".250Z", ".250123Z")), "created_at");
    }

    @Test
    void aHeaderThatIsNotListed() {
        refused(created(SENT, "{\"id\":\"acme\"}", 201, with(JSON, "Server", "x/1.0"), TENANT), "header Server");
    }

    @Test
    void aHeaderThatIsMissing() {
        refused(
                created(SENT, "{\"id\":\"acme\"}", 201, without(JSON, "Cache-Control"), TENANT),
                "header Cache-Control is missing");
    }

    @Test
    void aHeaderWithAnotherValue() {
        refused(
                created(SENT, "{\"id\":\"acme\"}", 201, with(JSON, "Cache-Control", "public"), TENANT),
                "Cache-Control");
    }

    @Test
    void anotherContentType() {
        refused(
                created(SENT, "{\"id\":\"acme\"}", 201, with(JSON, "Content-Type", "text/html"), TENANT),
                "content type is text/html");
    }

    @Test
    void aSuccessWithoutAnApiKey() {
        refused(created(without(SENT, "Authorization"), "{\"id\":\"acme\"}", 201, JSON, TENANT), "without an API key");
    }

    @Test
    void aSuccessForAFieldThatIsNotListed() {
        refused(created(SENT, "{\"id\":\"acme\",\"suspended\":true}", 201, JSON, TENANT), "suspended");
    }

    @Test
    void aSuccessForAMemberGivenTwice() {
        refused(created(SENT, "{\"id\":\"acme\",\"id\":\"acme\"}", 201, JSON, TENANT), "accepted what is not JSON");
    }

    @Test
    void aSuccessForAParameterThatIsNotListed() {
        var page = "{\"items\":[]}";

        refused(exchange("GET", TENANTS + "?force=1", SENT, "", 200, JSON, page), "query parameter force");
        refused(exchange("GET", TENANTS + "?limit=0", SENT, "", 200, JSON, page), "query parameter limit");
        refused(exchange("GET", TENANTS + "?limit=5&limit=6", SENT, "", 200, JSON, page), "given twice");
        assertThatCode(() -> openApi.check(exchange("GET", TENANTS + "?limit=5", SENT, "", 200, JSON, page)))
                .doesNotThrowAnyException();
    }

    @Test
    void aRouteThatIsNotListed() {
        refused(exchange("GET", "/admin/v1/secrets", SENT, "", 200, JSON, "{}"), "status is not listed");
        refused(exchange("PATCH", TENANTS, SENT, "", 200, JSON, "{}"), "status is not listed");
    }

    @Test
    void aRouteThatIsNotListedAndNotThere() {
        assertThatCode(() -> openApi.check(
                        exchange("GET", "/admin/v1/secrets", SENT, "", 404, problem(), problem("not_found", 404))))
                .doesNotThrowAnyException();
    }

    @Test
    void aProblemWhoseMembersDisagree() {
        var path = TENANTS + "/none";

        refused(
                exchange(
                        "GET",
                        path,
                        SENT,
                        "",
                        404,
                        problem(),
                        problem("not_found", 404).replace("404", "403")),
                "says status 403");
        refused(
                exchange(
                        "GET",
                        path,
                        SENT,
                        "",
                        404,
                        problem(),
                        problem("not_found", 404).replace("error:not_found", "error:other")),
                "type");
        refused(
                exchange("GET", path, SENT, "", 404, with(problem(), "X-Request-Id", "r2"), problem("not_found", 404)),
                "request_id");
    }

    @Test
    void aCodeThatTheOperationDoesNotList() {
        refused(exchange("GET", TENANTS + "/none", SENT, "", 404, problem(), problem("signed_out", 404)), "/code");
    }

    @Test
    void aCookieThatScriptsCouldRead() {
        var cookie = "__Host-rc_session-default=; Path=/; Max-Age=0; Secure; SameSite=Lax";
        var headers = with(without(JSON, "Content-Type"), "Set-Cookie", cookie);

        refused(exchange("POST", "/t/default/auth/logout", Map.of(), "", 204, headers, ""), "Set-Cookie");
        assertThatCode(() -> openApi.check(exchange(
                        "POST",
                        "/t/default/auth/logout",
                        Map.of(),
                        "",
                        204,
                        with(headers, "Set-Cookie", cookie + "; HttpOnly"),
                        "")))
                .doesNotThrowAnyException();
    }

    @Test
    void aBodyWhereNoneBelongs() {
        refused(exchange("DELETE", "/admin/v1/api-keys/AAAAAAAAAAAAAAAA", SENT, "", 204, JSON, "{}"), "has a body");
    }

    @Test
    void anEventThatIsNotListed() {
        assertThatCode(() ->
                        openApi.checkEvent("heartbeat", "{\"seq\":1,\"read\":2.5,\"at\":\"2026-11-21T09:30:00Z\"}"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> openApi.checkEvent("ping", "{}")).isInstanceOf(ContractViolation.class);
        assertThatThrownBy(() -> openApi.checkEvent("heartbeat", "{\"seq\":1}")).isInstanceOf(ContractViolation.class);
    }

    private void refused(Exchange exchange, String why) {
        assertThatThrownBy(() -> openApi.check(exchange))
                .isInstanceOf(ContractViolation.class)
                .hasMessageContaining(why);
    }

    private static Exchange created(
            Map<String, String> sent, String body, int status, Map<String, String> headers, String answer) {
        return exchange("POST", TENANTS, sent, body, status, headers, answer);
    }

    private static Exchange exchange(
            String method,
            String target,
            Map<String, String> sent,
            String body,
            int status,
            Map<String, String> headers,
            String answer) {
        return new Exchange(method, target, lists(sent), body, status, lists(headers), answer);
    }

    private static Map<String, String> problem() {
        return with(JSON, "Content-Type", "application/problem+json");
    }

    private static String problem(String code, int status) {
        return """
                {"type":"urn:ripcord:error:%s","title":"A title","status":%d,"code":"%s","request_id":"r1"}""".formatted(code, status, code);
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var changed = new TreeMap<>(headers);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, String> without(Map<String, String> headers, String name) {
        var changed = new TreeMap<>(headers);
        changed.remove(name);
        return changed;
    }

    private static Map<String, List<String>> lists(Map<String, String> headers) {
        var all = new TreeMap<String, List<String>>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return all;
    }
}
