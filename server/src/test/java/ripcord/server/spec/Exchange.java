package ripcord.server.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One request and its answer, as they went over the wire.
///
/// @param target      path and query, still encoded
/// @param requestBody empty when there was none
/// @param body        empty when there was none, or when it is a stream
public record Exchange(
        String method,
        String target,
        Map<String, List<String>> requestHeaders,
        String requestBody,
        int status,
        Map<String, List<String>> headers,
        String body) {
    /// Makes header names case-insensitive.
    public Exchange {
        requestHeaders = caseless(requestHeaders);
        headers = caseless(headers);
    }

    /// The path, still encoded.
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// The query, still encoded; empty when there is none.
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /// Whether the answer says that the request was fine.
    public boolean succeeded() {
        return status < 400;
    }

    /// The first answer header of that name.
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /// The first request header of that name.
    public Optional<String> requestHeader(String name) {
        return requestHeaders.getOrDefault(name, List.of()).stream().findFirst();
    }

    private static Map<String, List<String>> caseless(Map<String, List<String>> headers) {
        var sorted = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            if (!name.startsWith(":")) {
                sorted.put(name, List.copyOf(values));
            }
        });
        return sorted;
    }
}
