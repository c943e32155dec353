package ripcord.acceptance.client;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a backend got for a sign-in. Test credentials: printing them harms nobody.
public record SignedIn(JsonNode body) {

    public String sessionId() {
        return body.path("session").path("id").asString();
    }

    public String subject() {
        return body.path("session").path("subject").asString();
    }

    public String accessToken() {
        return text("access_token");
    }

    public String refreshToken() {
        return text("refresh_token");
    }

    public String sessionToken() {
        return text("session_token");
    }

    public List<String> setCookies() {
        return body.path("set_cookie").valueStream().map(JsonNode::asString).toList();
    }

    private String text(String field) {
        JsonNode value = body.path(field);
        if (!value.isString()) {
            throw new AssertionError("no " + field + " in " + body);
        }
        return value.asString();
    }
}
