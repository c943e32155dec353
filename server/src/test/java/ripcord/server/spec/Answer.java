package ripcord.server.spec;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An answer that is as the contract says.
///
/// @param body empty when there was none
public record Answer(int status, HttpHeaders headers, String body) {
    /// This answer, if it has that status.
    ///
    /// @throws AssertionError if it has another
    public Answer expect(int wanted) {
        if (status != wanted) {
            throw new AssertionError("status " + status + " (expected: " + wanted + "), body " + body);
        }
        return this;
    }

    /// The body.
    public JsonNode json() {
        return SpecFiles.JSON.readTree(body);
    }

    /// A text in the body.
    ///
    /// @param pointer as in `/session/id`
    public String text(String pointer) {
        return json().at(pointer).stringValue();
    }

    /// A problem's `code`, or OAuth's `error`.
    public String code() {
        var json = json();
        return (json.has("code") ? json.get("code") : json.get("error")).stringValue();
    }

    /// The fields that a problem names.
    public List<String> faultyFields() {
        return json().path("errors")
                .valueStream()
                .map(fault -> fault.get("field").stringValue())
                .toList();
    }

    /// The first header of that name.
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /// The value that a cookie is set to; the empty text when it is cleared, nothing when it is left alone.
    public Optional<String> cookie(String name) {
        return headers.allValues("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).split(";", 2)[0])
                .findFirst();
    }
}
