package ripcord.server.spec;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/// A request that a test is putting together; [#send()] sends it. For one thread.
public final class Call {
    private final CheckedHttp http;
    private final String method;
    private final HttpRequest.Builder request;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();

    Call(CheckedHttp http, String method, String path) {
        this.http = http;
        this.method = method;
        this.request = http.request(path);
    }

    /// `Authorization: Bearer …`
    public Call bearer(String key) {
        return header("Authorization", "Bearer " + key);
    }

    /// Adds a header.
    public Call header(String name, String value) {
        request.header(name, value);
        return this;
    }

    /// Adds a cookie.
    public Call cookie(String name, String value) {
        cookies.put(name, value);
        return this;
    }

    /// What a browser says of a page of the same origin.
    public Call sameOrigin() {
        return header("Sec-Fetch-Site", "same-origin");
    }

    /// A body, as `application/json`.
    ///
    /// @param text is sent as it is
    public Call json(String text) {
        return body("application/json", text);
    }

    /// As JSON; see [#json(String)].
    public Call json(JsonNode value) {
        return json(value.toString());
    }

    /// As JSON; see [#json(String)].
    public Call json(Map<String, ?> value) {
        return json(SpecFiles.JSON.writeValueAsString(value));
    }

    /// `application/x-www-form-urlencoded`
    public Call form(Map<String, String> values) {
        var form = new StringJoiner("&");
        values.forEach((name, value) -> form.add(encode(name) + "=" + encode(value)));
        return body("application/x-www-form-urlencoded", form.toString());
    }

    /// Any body.
    public Call body(String contentType, String text) {
        body = HttpRequest.BodyPublishers.ofString(text);
        return header("Content-Type", contentType);
    }

    /// Sends it.
    ///
    /// @throws ContractViolation if the answer is not one that the contract lists
    public Answer send() {
        var response = http.send(build());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /// Opens a feed.
    ///
    /// @throws ContractViolation if the answer is not one that the contract lists
    public CheckedFeed stream() {
        header("Accept", "text/event-stream");
        return CheckedFeed.of(http.stream(build()));
    }

    private HttpRequest build() {
        if (!cookies.isEmpty()) {
            var line = new StringJoiner("; ");
            cookies.forEach((name, value) -> line.add(name + "=" + value));
            request.header("Cookie", line.toString());
        }
        return request.method(method, body).build();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
