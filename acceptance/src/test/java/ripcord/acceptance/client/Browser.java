package ripcord.acceptance.client;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// A browser: one cookie jar, shared by its tabs. Whoever calls decides when an answer's cookies arrive in the
/// jar, because they can arrive late.
public final class Browser {
    private final Http http;
    private final URI server;
    private final String tenant;
    private final Map<String, String> jar = new ConcurrentHashMap<>();

    public Browser(Http http, URI server, String tenant) {
        this.http = http;
        this.server = server;
        this.tenant = tenant;
    }

    /// Stores, replaces and, where a cookie is empty or over, removes.
    public void receive(List<String> setCookies) {
        for (String line : setCookies) {
            String[] pair = line.split(";", 2)[0].split("=", 2);
            if (pair[1].isEmpty() || line.contains("Max-Age=0")) {
                jar.remove(pair[0]);
            } else {
                jar.put(pair[0], pair[1]);
            }
        }
    }

    /// Not yet received: see [#receive].
    public Answer refresh() {
        return http.send(own("/auth/refresh").post(Map.of()));
    }

    /// Not yet received: see [#receive].
    public Answer logout() {
        return http.send(own("/auth/logout").post(Map.of()));
    }

    public Answer session() {
        return http.send(own("/auth/session").get());
    }

    public Answer accessToken() {
        return http.send(own("/auth/token").post(Map.of()));
    }

    public String refreshCookie() {
        return jar.getOrDefault("__Secure-rc_refresh-" + tenant, "");
    }

    private Call own(String path) {
        Call call = Call.to(server, "/t/" + tenant + path)
                .header("User-Agent", "Mozilla/5.0 (the tests' browser)")
                .header("Sec-Fetch-Site", "same-origin");
        return jar.isEmpty() ? call : call.header("Cookie", cookies());
    }

    private String cookies() {
        return jar.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }
}
