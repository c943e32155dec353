package ripcord.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Scripts;
import ripcord.server.load.Answer;
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

    /// Signs a user in by password.
    ///
    /// @return the refresh token
    String password(String user) {
        var answer = ask(post(token, "grant_type=password&username=" + user + "&password=password"));
        return Scripts.field(Ripcord.expect(answer), "refresh_token").orElseThrow();
    }

    /// All kinds.
    ///
    /// @param connections  how many of the sessions are refreshed again and again
    /// @param refreshTokens one a session, not used yet
    /// @param spare         one of a session that is not counted
    Map<String, Script.Scripts> scripts(int connections, List<String> refreshTokens, String spare) {
        var refreshing = new ArrayList<String>();
        var introspecting = new ArrayList<Request>();
        for (var each : refreshTokens) {
            var answer = Ripcord.expect(ask(refresh(each)));
            refreshing.add(Scripts.field(answer, "refresh_token").orElseThrow());
            introspecting.add(introspect(Scripts.field(answer, "access_token").orElseThrow()));
        }
        var published = Request.of(to, "GET", keys, "");
        var clientCredentials = post(token, "grant_type=client_credentials");
        Seen.keys(ask(published));
        Seen.active(ask(introspecting.getFirst()));
        Seen.rotates(spare, each -> ask(refresh(each)));
        Seen.es256(Scripts.field(Ripcord.expect(ask(clientCredentials)), "access_token")
                .orElseThrow());
        var scripts = new LinkedHashMap<String, Script.Scripts>();
        scripts.put(Other.KEYS, Scripts.drawn(List.of(published)));
        scripts.put(Other.INTROSPECTION, Scripts.introspecting(introspecting));
        scripts.put(
                Other.REFRESH,
                Scripts.refreshing(Scripts.refreshing(refreshing.subList(0, connections), this::refresh, _ -> {})));
        scripts.put(Other.CLIENT_CREDENTIALS, Scripts.drawn(List.of(clientCredentials)));
        return scripts;
    }

    private Request post(String path, String form) {
        return Request.of(to, "POST", path, HEADERS, form);
    }

    private Request refresh(String refreshToken) {
        return post(token, "grant_type=refresh_token&refresh_token=" + refreshToken);
    }

    private Request introspect(String accessToken) {
        return post(asking, "token=" + accessToken);
    }

    /// Over a connection of its own: some servers close one after a hundred requests.
    private Answer ask(Request request) {
        try (var connection = Driver.connect(to)) {
            return connection.exchange(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
