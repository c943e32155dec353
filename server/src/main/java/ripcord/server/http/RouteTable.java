package ripcord.server.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Routes, found by method and path. What a path's segments say is compared after they were decoded, so that a slash
/// inside a subject is one.
final class RouteTable {
    private final List<Route> routes;
    private final Node root = new Node();

    RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        routes.forEach(this::add);
    }

    /// Where a path leads to.
    sealed interface Found {
        /// To a route; `path` has the segments that the template names.
        record Match(Route route, Map<String, String> path) implements Found {}

        /// To others than the method asks for.
        record OtherMethods(String allow) implements Found {}

        /// Nowhere.
        record Nothing() implements Found {}

        /// It cannot be decoded.
        record Unreadable(ErrorStyle errors) implements Found {}
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<Verb, Route> routes = new EnumMap<>(Verb.class);
        private @Nullable Node any;

        Node child(String segment) {
            if (!Route.isName(segment)) {
                return literals.computeIfAbsent(segment, ignored -> new Node());
            }
            var found = any == null ? new Node() : any;
            any = found;
            return found;
        }
    }

    private void add(Route route) {
        var node = root;
        for (var segment : route.segments()) {
            node = node.child(segment);
        }
        if (node.routes.put(route.verb(), route) != null) {
            throw new IllegalArgumentException("routes: " + route + " twice (expected: once)");
        }
    }

    /// All of them, for comparison with the contract.
    List<Route> routes() {
        return routes;
    }

    /// @param rawPath as it was sent, still encoded
    Found find(String method, String rawPath) {
        var segments = new ArrayList<String>(8);
        for (int from = 1; from <= rawPath.length(); ) {
            int end = rawPath.indexOf('/', from);
            int to = end < 0 ? rawPath.length() : end;
            var segment = Percent.decodeSegment(rawPath.substring(from, to));
            if (segment.isEmpty()) {
                return new Found.Unreadable(rawPath.contains("/oauth/") ? ErrorStyle.OAUTH : ErrorStyle.PROBLEM);
            }
            segments.add(segment.get());
            from = to + 1;
        }
        var node = walk(root, segments, 0);
        return node == null ? new Found.Nothing() : at(node, method, segments);
    }

    private static @Nullable Node walk(Node node, List<String> segments, int depth) {
        if (depth == segments.size()) {
            return node.routes.isEmpty() ? null : node;
        }
        var literal = node.literals.get(segments.get(depth));
        var found = literal == null ? null : walk(literal, segments, depth + 1);
        if (found != null || node.any == null || segments.get(depth).isEmpty()) {
            return found;
        }
        return walk(node.any, segments, depth + 1);
    }

    private static Found at(Node node, String method, List<String> segments) {
        var route = verb(method).map(node.routes::get);
        if (route.isEmpty()) {
            return new Found.OtherMethods(
                    node.routes.keySet().stream().map(Verb::name).collect(Collectors.joining(", ")));
        }
        return new Found.Match(route.get(), names(route.get(), segments));
    }

    private static Optional<Verb> verb(String method) {
        for (var verb : Verb.values()) {
            if (verb.name().equals(method)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> names(Route route, List<String> segments) {
        var values = new HashMap<String, String>(4);
        for (var place : route.names().entrySet()) {
            values.put(place.getKey(), segments.get(place.getValue()));
        }
        return values;
    }
}
