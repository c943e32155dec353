package ripcord.bench.compare;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a backend asks of the server: one tenant for each side, sign-ins, and taking them back.
final class Admin {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /// Somebody who is signed in.
    record SignedIn(Side side, String subject, String session, String token) {}

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String apiKey;

    Admin(URI base, String apiKey) {
        this.base = base;
        this.apiKey = apiKey;
    }

    /// Tokens live a minute, to the second, so that a window which ends with them can be waited for.
    void create(Side side) throws IOException, InterruptedException {
        send("POST", "/tenants", "{\"id\":\"" + side.wireName() + "\"}", 201);
        String path = "/tenants/" + side.wireName() + "/policy";
        String policy = send("GET", path, "", 200);
        policy = with(policy, "strategy", "\"" + side.wireName() + "\"");
        policy = with(policy, "lifetime", "\"PT1M\"");
        policy = with(policy, "jitter", "0");
        policy = with(policy, "leeway", "\"PT0S\"");
        send("PUT", path, policy, 200);
    }

    private static String with(String json, String name, String value) {
        return json.replaceFirst("\"" + name + "\"\\s*:\\s*(\"[^\"]*\"|[0-9.]+)", "\"" + name + "\":" + value);
    }

    SignedIn signIn(Side side, String subject) throws IOException, InterruptedException {
        String answer = send(
                "POST",
                "/tenants/" + side.wireName() + "/sessions",
                "{\"subject\":\"" + subject + "\",\"amr\":[\"pwd\"],\"client_kind\":\"native\"}",
                201);
        return new SignedIn(side, subject, field(answer, "id"), field(answer, "access_token"));
    }

    /// Takes something back; returns when that is acknowledged.
    ///
    /// @param targetType `session`, `subject` or `token`
    void revoke(SignedIn signedIn, String targetType) throws IOException, InterruptedException {
        String target = switch (targetType) {
            case "session" -> signedIn.session();
            case "subject" -> signedIn.subject();
            default -> field(claims(signedIn.token()), "jti");
        };
        send(
                "POST",
                "/tenants/" + signedIn.side().wireName() + "/revocations",
                "{\"target_type\":\"" + targetType + "\",\"target\":\"" + target + "\",\"reason\":\"compared\"}",
                201);
    }

    private static String claims(String token) {
        String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
        return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
    }

    private String send(String method, String path, String body, int expected)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/admin/v1" + path))
                .timeout(DEADLINE)
                .header("Authorization", "Bearer " + apiKey)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " (expected: " + expected + ") "
                    + answer.body());
        }
        return answer.body();
    }

    private static String field(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in the answer");
        }
        return matcher.group(1);
    }
}
