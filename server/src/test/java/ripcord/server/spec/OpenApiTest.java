package ripcord.server.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The contract is true to itself: its examples are what its schemas say, nothing leads nowhere, nothing is left open.
class OpenApiTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    private final OpenApi openApi = CheckedHttp.contract();
    private final JsonNode document = openApi.document();

    @Test
    void everyExampleIsWhatItsSchemaSays() {
        var faults = new ArrayList<String>();
        int[] examples = {0};
        walk("", document, (where, node) -> {
            for (var example : node.path("examples")) {
                examples[0]++;
                openApi.schemas().faults(node, example).forEach(fault -> faults.add(where + " " + fault));
            }
        });

        assertThat(faults).isEmpty();
        assertThat(examples[0]).isGreaterThan(20);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        walk("", document, (where, node) -> {
            if (node.has("$ref")) {
                assertThat(openApi.schemas().resolve(node)).as(where).isNotNull();
            }
        });
    }

    @Test
    void everyObjectIsClosed() {
        var open = new TreeSet<String>();
        walk("", document.at("/components/schemas"), (where, node) -> {
            if (node.path("type").asString("").equals("object") && !node.has("additionalProperties")) {
                open.add(where);
            }
        });

        assertThat(open).isEmpty();
    }

    @Test
    void onlyOAuthFormsTakeWhatTheyDoNotKnow() {
        var open = new TreeSet<String>();
        document.at("/components/schemas").properties().forEach(schema -> {
            if (schema.getValue().path("additionalProperties").asBoolean(false)) {
                open.add(schema.getKey());
            }
        });

        assertThat(open).containsExactly("IntrospectForm", "RevokeForm", "TokenForm");
    }

    @Test
    void everyPlaceholderIsAParameterAndTheOtherWayRound() {
        for (var operation : openApi.operations()) {
            var placeholders = PLACEHOLDER
                    .matcher(operation.template())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            var declared = operation.parametersIn("path").stream()
                    .map(Operation.Parameter::name)
                    .toList();

            assertThat(declared).as(operation.id()).containsExactlyInAnyOrderElementsOf(placeholders);
        }
    }

    @Test
    void everyOperationHasItsOwnId() {
        assertThat(openApi.operations()).extracting(Operation::id).doesNotHaveDuplicates();
    }

    @Test
    void everyRouteOfOperatorsNamesTheRightThatItTakes() {
        var rights = openApi.document()
                .at("/components/schemas/Right/enum")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        for (var operation : openApi.operations()) {
            if (operation.needsApiKey()) {
                assertThat(operation.right())
                        .as(operation.id())
                        .isPresent()
                        .get()
                        .isIn(rights);
            }
        }
    }

    @Test
    void everyRouteOfOperatorsNeedsAnApiKey() {
        assertThat(openApi.operations())
                .filteredOn(operation -> operation.template().startsWith("/admin/"))
                .isNotEmpty()
                .allMatch(Operation::needsApiKey);
    }

    @Test
    void noOperationListsAFaultOfOurOwn() {
        assertThat(openApi.operations())
                .noneMatch(operation -> operation.node().get("responses").has("500"));
    }

    @Test
    void everyComponentIsUsed() {
        var used = new TreeSet<String>();
        walk("", document, (_, node) -> {
            if (node.has("$ref")) {
                used.add(node.get("$ref").stringValue());
            }
        });
        for (var kind : List.of("schemas", "responses", "headers", "parameters")) {
            document.at("/components/" + kind)
                    .propertyNames()
                    .forEach(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
        }
    }

    @Test
    void aRouteTableThatDiffersIsNamed() {
        var table = new TreeSet<>(openApi.routes());
        table.remove(new Route("GET", "/health"));
        table.add(new Route("GET", "/secret"));

        assertThatThrownBy(() -> openApi.checkRoutes(table))
                .isInstanceOf(ContractViolation.class)
                .hasMessageContaining("served but not listed: [GET /secret]")
                .hasMessageContaining("listed but not served: [GET /health]");
        openApi.checkRoutes(openApi.routes());
    }

    private interface Visitor {
        void visit(String where, JsonNode node);
    }

    private static void walk(String where, JsonNode node, Visitor visitor) {
        if (node.isObject()) {
            visitor.visit(where, node);
            node.properties().forEach(member -> walk(where + "/" + member.getKey(), member.getValue(), visitor));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(where + "/" + i, node.get(i), visitor);
            }
        }
    }
}
