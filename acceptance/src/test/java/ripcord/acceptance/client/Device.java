package ripcord.acceptance.client;

import java.net.URI;
import java.util.Map;

/// A native client: it holds a refresh token and presents it as JSON. Its user agent tells it from others.
public final class Device {
    private final Http http;
    private final URI issuer;
    private final String userAgent;

    public Device(Http http, URI server, String tenant, String userAgent) {
        this.http = http;
        this.issuer = URI.create(server + "/t/" + tenant);
        this.userAgent = userAgent;
    }

    /// 200 with `refresh_token` and `access_token`, or 401
    public Answer refresh(String refreshToken) {
        return http.send(call("/auth/refresh").post(Map.of("refresh_token", refreshToken)));
    }

    public Answer refreshByOAuth(String refreshToken, String clientId) {
        return http.send(call("/oauth/token")
                .postForm(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "client_id", clientId)));
    }

    public Answer logout(String refreshToken) {
        return http.send(call("/auth/logout").post(Map.of("refresh_token", refreshToken)));
    }

    private Call call(String path) {
        return Call.to(issuer, path).header("User-Agent", userAgent);
    }
}
