package ripcord.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ripcord.server.load.Connection;
import ripcord.server.load.Endpoint;
import ripcord.server.load.Request;
import ripcord.server.load.Script;

/// What a confidential client asks any OAuth server.
///
/// @param to     where it is
/// @param token  path of its token endpoint
/// @param asking path of its introspection
/// @param keys   path of its keys
record OAuth(Endpoint to, String token, String asking, String keys) {
    private static final String HEADERS = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("bench:secret".getBytes(StandardCharsets.US_ASCII))
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\n";

    private Request post(String path, String form) {
        return Request.of(to, "POST", path, HEADERS, form);
    }

    Request refresh(String refreshToken) {
        return post(token, "grant_type=refresh_token&refresh_token=" + refreshToken);
    }

    Request password(String user) {
        return post(token, "grant_type=password&username=" + user + "&password=password");
    }

    /// All kinds.
    ///
    /// @param refreshTokens one a session, not used yet
    Map<String, Script.Scripts> scripts(List<String> refreshTokens) throws IOException {
        var access = new ArrayList<Request>();
        // Over a connection each: some servers close one after a hundred requests.
        for (var each : refreshTokens.subList(Requests.CONNECTIONS, refreshTokens.size())) {
            try (var connection = Connection.to(to, Driver.TICKER)) {
                var answer = Ripcord.expect(connection.exchange(refresh(each)));
                access.add(post(
                        asking, "token=" + Ripcord.field(answer, "access_token").orElseThrow()));
            }
        }
        var refreshing = Scripts.refreshing(refreshTokens.subList(0, Requests.CONNECTIONS), this::refresh, _ -> {});
        var scripts = new LinkedHashMap<String, Script.Scripts>();
        scripts.put(Other.KEYS, Scripts.drawn(List.of(Request.of(to, "GET", keys, ""))));
        scripts.put(Other.INTROSPECTION, Scripts.introspecting(access));
        scripts.put(Other.REFRESH, Scripts.refreshing(refreshing));
        scripts.put(Other.CLIENT_CREDENTIALS, Scripts.drawn(List.of(post(token, "grant_type=client_credentials"))));
        return scripts;
    }
}
