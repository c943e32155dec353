package ripcord.server.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `spec/errors.md` describes exactly the errors that `spec/openapi.json` lists.
class ErrorsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([\\d, ]+) \\|");
    private static final String PROBLEM = "/content/application~1problem+json/schema/properties/code/enum";
    private static final String OAUTH = "/content/application~1json/schema/properties/error/enum";

    private final OpenApi openApi = CheckedHttp.contract();
    private final String[] text = SpecFiles.text("errors.md").split("## OAuth endpoints", 2);

    @Test
    void everyCodeIsDescribedAndNoOther() {
        assertThat(names(text[0])).isEqualTo(enumOf("Code"));
    }

    @Test
    void everyCodeIsListedWithTheStatusThatTheTextGives() {
        var described = described(text[0]);
        assertThat(described.remove("500 internal")).isTrue();

        assertThat(listed(PROBLEM)).isEqualTo(described);
    }

    @Test
    void everyOAuthErrorIsDescribedAndNoOther() {
        assertThat(names(text[1])).isEqualTo(oauthEnum());
    }

    @Test
    void everyOAuthErrorIsListedWithTheStatusThatTheTextGives() {
        assertThat(listed(OAUTH)).isEqualTo(described(text[1]));
    }

    private Set<String> listed(String pointer) {
        var found = new TreeSet<String>();
        openApi.operations().forEach(operation -> codes(operation.node().get("responses"), pointer, found));
        codes(openApi.document().get("x-ripcord-unrouted"), pointer, found);
        return found;
    }

    private void codes(JsonNode responses, String pointer, Set<String> found) {
        responses
                .properties()
                .forEach(response -> openApi.schemas()
                        .resolve(response.getValue())
                        .at(pointer)
                        .forEach(code -> found.add(response.getKey() + " " + code.stringValue())));
    }

    private static Set<String> described(String text) {
        var found = new TreeSet<String>();
        ROW.matcher(text).results().forEach(row -> {
            for (var status : row.group(2).split(", ", -1)) {
                found.add(status + " " + row.group(1));
            }
        });
        return found;
    }

    private static Set<String> names(String text) {
        var found = new TreeSet<String>();
        ROW.matcher(text).results().forEach(row -> found.add(row.group(1)));
        return found;
    }

    private Set<String> oauthEnum() {
        return strings(openApi.document().at("/components/schemas/OAuthError/properties/error/enum"));
    }

    private Set<String> enumOf(String schema) {
        return strings(openApi.document().at("/components/schemas/" + schema + "/enum"));
    }

    private static Set<String> strings(JsonNode array) {
        var found = new TreeSet<String>();
        array.forEach(one -> found.add(one.stringValue()));
        return found;
    }
}
