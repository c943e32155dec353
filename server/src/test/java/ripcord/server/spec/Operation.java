package ripcord.server.spec;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One method of one path in `spec/openapi.json`.
///
/// @param id       the `operationId`
/// @param method   in upper case
/// @param template the path with `{names}`
/// @param node     the operation's own object
public record Operation(String id, String method, String template, JsonNode node, List<Parameter> parameters) {
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

    /// Copies the list.
    public Operation {
        parameters = List.copyOf(parameters);
    }

    /// A path, query or header parameter.
    ///
    /// @param in     `path`, `query` or `header`
    /// @param schema not resolved: may be a `$ref`
    public record Parameter(String name, String in, boolean required, JsonNode schema) {}

    /// Its method and path.
    public Route route() {
        return new Route(method, template);
    }

    /// The API right that it takes; empty where no API key is asked for.
    public Optional<String> right() {
        return Optional.ofNullable(node.get("x-ripcord-right")).map(JsonNode::stringValue);
    }

    /// Whether nobody gets in without an API key.
    public boolean needsApiKey() {
        var schemes = node.get("security").valueStream().toList();
        return !schemes.isEmpty() && schemes.stream().allMatch(one -> one.has("apiKey") || one.has("apiKeyBasic"));
    }

    /// Whether a cookie is one of the ways in.
    public boolean takesCookies() {
        return node.get("security").valueStream().anyMatch(one -> one.has("sessionCookie") || one.has("refreshCookie"));
    }

    /// The declared media type of the request's body; empty when it has none.
    public Optional<String> mediaType() {
        return node.has("requestBody")
                ? Optional.of(node.at("/requestBody/content")
                        .propertyNames()
                        .iterator()
                        .next())
                : Optional.empty();
    }

    /// The request body's schema; only where there is a [#mediaType()].
    public JsonNode bodySchema() {
        return node.get("requestBody")
                .get("content")
                .get(mediaType().orElseThrow())
                .get("schema");
    }

    /// Whether a request without a body is refused.
    public boolean bodyRequired() {
        return node.at("/requestBody/required").asBoolean(false);
    }

    /// The parameters of one place.
    public List<Parameter> parametersIn(String place) {
        return parameters.stream().filter(one -> one.in().equals(place)).toList();
    }

    /// The values of the path's parameters, decoded; empty if the path is another one.
    ///
    /// @param path still encoded
    public Optional<Map<String, String>> match(String path) {
        var names = new ArrayList<String>();
        var literal = NAME.matcher(template).replaceAll(found -> {
            names.add(found.group(1));
            return "\\\\E([^/]+)\\\\Q";
        });
        var matcher = Pattern.compile("\\Q" + literal + "\\E").matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), decode(matcher.group(i + 1)));
        }
        return Optional.of(values);
    }

    /// How many names it has: of two templates that match, the one with fewer is meant.
    int names() {
        return (int) NAME.matcher(template).results().count();
    }

    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return id + parameters.stream().map(Parameter::name).collect(Collectors.joining(", ", "(", ")"));
    }
}
