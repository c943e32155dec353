package ripcord.acceptance.client;

import java.net.http.HttpHeaders;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a server answered.
public record Answer(int status, HttpHeaders headers, String body) {

    public JsonNode json() {
        return Json.read(body);
    }

    public String text(String field) {
        return json().path(field).asString("");
    }

    /// The problem's code; empty when the answer is no problem.
    public String code() {
        return status < 400 ? "" : text("code");
    }

    public List<String> setCookies() {
        return headers.allValues("set-cookie");
    }

    /// This answer, if it has the expected status.
    ///
    /// @throws AssertionError if the status is another; the text shows what came instead
    public Answer expect(int expected) {
        if (status != expected) {
            throw new AssertionError("status " + status + " (expected: " + expected + "): " + body);
        }
        return this;
    }
}
