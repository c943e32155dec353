package ripcord.server.cli;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// What the server answered to what it did.
///
/// @param text the body as it came
/// @param doc  the body read; nothing if there was none
record Reply(int status, HttpHeaders headers, String text, Doc doc) {
    /// @throws Failure if no Ripcord would answer like that
    static Reply of(HttpResponse<byte[]> response) {
        var body = response.body();
        var doc = body.length == 0 ? new Doc(null) : Doc.read(body).orElseThrow(() -> Refusals.isNoRipcord(response));
        return new Reply(response.statusCode(), response.headers(), new String(body, StandardCharsets.UTF_8), doc);
    }
}
