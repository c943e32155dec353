package ripcord.server.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.apikey.Right;

/// One request to the server, in the making. Not thread-safe.
final class Ask {
    private final Right right;
    private final String method;
    private final String path;
    private final List<String> query = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private @Nullable String body;
    private Duration patience = Duration.ZERO;

    private Ask(Right right, String method, String path) {
        this.right = right;
        this.method = method;
        this.path = path;
    }

    /// @param right    that the API key needs
    /// @param segments of the path, not encoded
    static Ask get(Right right, String... segments) {
        return new Ask(right, "GET", path(segments));
    }

    static Ask post(Right right, String... segments) {
        return new Ask(right, "POST", path(segments));
    }

    static Ask put(Right right, String... segments) {
        return new Ask(right, "PUT", path(segments));
    }

    static Ask patch(Right right, String... segments) {
        return new Ask(right, "PATCH", path(segments));
    }

    static Ask delete(Right right, String... segments) {
        return new Ask(right, "DELETE", path(segments));
    }

    private static String path(String... segments) {
        var path = new StringBuilder();
        for (var segment : segments) {
            path.append('/').append(encode(segment));
        }
        return path.toString();
    }

    /// Also dots alone, which a proxy on the way would take for steps up.
    private static String encode(String segment) {
        return segment.equals(".") || segment.equals("..")
                ? segment.replace(".", "%2E")
                : URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Nothing, if there is no value.
    Ask query(String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + encode(value));
        }
        return this;
    }

    Ask header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Ask json(Map<String, ?> members) {
        return body("application/json", JsonOut.compact(members));
    }

    Ask form(String name, String value) {
        return body("application/x-www-form-urlencoded", name + "=" + encode(value));
    }

    Ask body(String type, String text) {
        headers.put("Content-Type", type);
        body = text;
        return this;
    }

    /// Asks the server to wait for the verifiers' confirmation: as a parameter of the query.
    Ask waiting(@Nullable Duration wait) {
        return wait == null ? this : query("wait", wait.toString()).patient(wait);
    }

    /// Lets the answer take so much longer than others.
    Ask patient(@Nullable Duration longer) {
        patience = longer == null ? Duration.ZERO : longer;
        return this;
    }

    Right right() {
        return right;
    }

    String method() {
        return method;
    }

    /// Path and query, encoded.
    String target() {
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    /// Without the query, for messages.
    String what() {
        return method + " " + path;
    }

    Map<String, String> headers() {
        return headers;
    }

    Optional<String> body() {
        return Optional.ofNullable(body);
    }

    Duration patience() {
        return patience;
    }
}
