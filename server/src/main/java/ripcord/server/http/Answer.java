package ripcord.server.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is answered: whole, and not sent before it is. For one thread.
final class Answer {
    /// Not to be kept by anything between here and the client. Said of everything that does not say otherwise.
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private static final Header PROBLEM =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");
    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final HeaderName DEGRADED = HeaderNames.create("Ripcord-Degraded");
    private static final byte[] NOTHING = {};

    private final Status status;
    private final byte[] body;
    private final List<Header> headers = new ArrayList<>(4);
    private final List<String> cookies = new ArrayList<>(2);
    private Header caching = NO_STORE;
    private @Nullable String degraded;
    private boolean sent;
    private boolean last;
    private @Nullable Streamed stream;

    private Answer(Status status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    /// 200 with an object.
    static Answer ok(Json.Members members) {
        return json(200, Json.object(members));
    }

    /// 201 with an object.
    static Answer created(Json.Members members) {
        return json(201, Json.object(members));
    }

    static Answer json(int status, byte[] json) {
        var answer = new Answer(Status.create(status), json);
        answer.headers.add(HeaderValues.CONTENT_TYPE_JSON);
        return answer;
    }

    /// 200 with text; say its type.
    static Answer text(String text) {
        return new Answer(Status.OK_200, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /// What was answered.
    int status() {
        return status.code();
    }

    static Answer problem(int status, byte[] json) {
        var answer = new Answer(Status.create(status), json);
        answer.headers.add(PROBLEM);
        return answer;
    }

    /// A status alone: 200, 204 or 304.
    static Answer empty(int status) {
        return new Answer(Status.create(status), NOTHING);
    }

    Answer with(HeaderName name, String value) {
        headers.add(HeaderValues.create(name, value));
        return this;
    }

    /// One more `Set-Cookie`.
    Answer cookie(String line) {
        cookies.add(line);
        return this;
    }

    /// Says what is not as it should be: here, or at other servers.
    Answer degraded(String what) {
        degraded = what;
        return this;
    }

    boolean isDegraded() {
        return degraded != null;
    }

    /// The last one on its connection.
    Answer closing() {
        headers.add(HeaderValues.CONNECTION_CLOSE);
        last = true;
        return this;
    }

    boolean isLast() {
        return last;
    }

    /// Lets anybody keep it for so long.
    Answer cacheable(long seconds) {
        caching = HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=" + seconds);
        return this;
    }

    /// What was written bit by bit already.
    static Answer streamed() {
        var answer = new Answer(Status.OK_200, NOTHING);
        answer.sent = true;
        return answer;
    }

    /// What is written from now on, for as long as it lasts.
    static Answer streamed(Streamed stream) {
        var answer = streamed();
        answer.stream = stream;
        return answer;
    }

    boolean isSent() {
        return sent;
    }

    /// What is still to be written; null if that was done, or is a body.
    @Nullable
    Streamed stream() {
        return stream;
    }

    byte[] body() {
        return body.clone();
    }

    void send(ServerResponse response, String requestId) {
        response.status(status);
        prepare(response, requestId, caching);
        headers.forEach(response::header);
        if (degraded != null) {
            response.header(HeaderValues.create(DEGRADED, degraded));
        }
        if (!cookies.isEmpty()) {
            response.header(HeaderValues.create(HeaderNames.SET_COOKIE, cookies));
        }
        if (body.length == 0) {
            response.send();
        } else {
            response.send(body);
        }
    }

    /// The headers of everything that this server says.
    static void prepare(ServerResponse response, String requestId) {
        prepare(response, requestId, NO_STORE);
    }

    private static void prepare(ServerResponse response, String requestId, Header caching) {
        response.header(HeaderValues.create(REQUEST_ID, true, false, requestId));
        response.header(HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF);
        response.header(caching);
    }
}
