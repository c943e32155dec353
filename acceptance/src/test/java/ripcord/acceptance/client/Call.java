package ripcord.acceptance.client;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/// One request, being written.
public final class Call {
    private final HttpRequest.Builder request;

    private Call(URI target) {
        request = HttpRequest.newBuilder(target);
    }

    public static Call to(URI base, String path) {
        return new Call(URI.create(base + path));
    }

    public Call header(String name, String value) {
        request.header(name, value);
        return this;
    }

    public Call bearer(String credential) {
        return header("Authorization", "Bearer " + credential);
    }

    public HttpRequest get() {
        return request.GET().build();
    }

    public HttpRequest delete() {
        return request.DELETE().build();
    }

    public HttpRequest post() {
        return request.POST(HttpRequest.BodyPublishers.noBody()).build();
    }

    public HttpRequest post(Map<String, ?> json) {
        return send("POST", "application/json", Json.write(json));
    }

    public HttpRequest patch(Map<String, ?> json) {
        return send("PATCH", "application/json", Json.write(json));
    }

    public HttpRequest put(Map<String, ?> json) {
        return send("PUT", "application/json", Json.write(json));
    }

    public HttpRequest put(String json) {
        return send("PUT", "application/json", json);
    }

    public HttpRequest postForm(Map<String, String> form) {
        String text = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send("POST", "application/x-www-form-urlencoded", text);
    }

    private HttpRequest send(String method, String type, String body) {
        return request.header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
