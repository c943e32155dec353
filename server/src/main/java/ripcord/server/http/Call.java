package ripcord.server.http;

import io.helidon.http.HeaderName;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;

/// One request on its way to its handler. For one thread.
final class Call {
    private final ServerRequest request;
    private final ServerResponse response;
    private final SocketAddress peer;
    private final Route route;
    private final Map<String, String> path;
    private final String requestId;
    private final Deadlines.Watch watch;
    private @Nullable Tenant tenant;
    private byte[] body = {};
    private boolean streaming;
    private Shares.@Nullable Share share;
    private @Nullable Actor actor;

    Call(Exchange exchange, Route route, Map<String, String> path) {
        this.request = exchange.request();
        this.response = exchange.response();
        this.peer = exchange.peer();
        this.requestId = exchange.requestId();
        this.watch = exchange.watch();
        this.route = route;
        this.path = path;
    }

    /// What came in, before anybody knows for whom it is.
    record Exchange(
            ServerRequest request,
            ServerResponse response,
            SocketAddress peer,
            String requestId,
            Deadlines.Watch watch) {}

    Route route() {
        return route;
    }

    String requestId() {
        return requestId;
    }

    ServerRequest request() {
        return request;
    }

    /// For answers that are written bit by bit. From here on the request may take as long as it likes.
    ServerResponse stream() {
        streaming = true;
        leaveShare();
        watch.release();
        Answer.prepare(response, requestId);
        return response;
    }

    /// Its part of what its tenant may have in progress.
    void share(Shares.Share taken) {
        share = taken;
    }

    /// What is left to do is waiting, or writing: others of the tenant may go on.
    void leaveShare() {
        if (share != null) {
            share.leave();
        }
    }

    /// As [#stream()], and the request is broken off when it has taken this long.
    ServerResponse stream(Duration longest) {
        streaming = true;
        leaveShare();
        watch.extend(longest);
        Answer.prepare(response, requestId);
        return response;
    }

    boolean isStreaming() {
        return streaming;
    }

    /// When the request had arrived, by the monotonic clock.
    long arrived() {
        return watch.begun();
    }

    /// How long this request may still take.
    Deadlines.Watch watch() {
        return watch;
    }

    /// A decoded segment of the path, by the name that the template gives it.
    String path(String name) {
        var value = path.get(name);
        if (value == null) {
            throw new IllegalStateException(route.template() + " has no {" + name + "}");
        }
        return value;
    }

    /// What to look up by a segment of the path; what cannot exist is not found.
    <T> T path(String name, java.util.function.Function<String, Optional<T>> parse) {
        return parse.apply(path(name))
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
    }

    /// The tenant that the path names.
    Tenant tenant() {
        if (tenant == null) {
            throw new IllegalStateException(route.template() + " has no tenant");
        }
        return tenant;
    }

    void tenant(Tenant found) {
        tenant = found;
    }

    /// Whom the API key says it is, whether or not it may; empty text if nobody said so.
    String actor() {
        return actor == null ? "" : actor.toString();
    }

    void actor(Actor shown) {
        actor = shown;
    }

    /// The tenant's id, if it was looked up and is there; else empty text.
    String tenantIfKnown() {
        return tenant == null ? "" : tenant.id().value();
    }

    /// The first header of that name.
    Optional<String> header(HeaderName name) {
        return request.headers().first(name);
    }

    /// All headers of that name.
    List<String> headers(HeaderName name) {
        return request.headers().all(name, List::of);
    }

    /// Whether the path names a tenant.
    boolean namesTenant() {
        return path.containsKey("tenant");
    }

    boolean hasBody() {
        return body.length > 0;
    }

    /// Reads the body, of the form that the route takes.
    void readBody() {
        body = route.body().read(request);
    }

    /// What was read.
    byte[] body() {
        return body.clone();
    }

    /// The query's parameters.
    Fields query() {
        var faults = new Faults();
        var raw = request.prologue().query().rawValue();
        return Fields.ofTexts(Parameters.parse(raw == null ? "" : raw, "query", faults), faults);
    }

    /// The members of a JSON body.
    Fields json() {
        return Fields.of(Body.object(body), new Faults());
    }

    /// The parameters of a form.
    Fields form() {
        var faults = new Faults();
        return Fields.ofTexts(Body.form(body, faults), faults);
    }

    /// What the socket says about who sent it. From any thread, also when the request was answered.
    String address() {
        return address(peer);
    }

    /// As [Addresses#network], for who does not hold the request as long as he may ask.
    Supplier<String> network() {
        var sender = peer;
        return () -> Addresses.network(address(sender));
    }

    private static String address(SocketAddress peer) {
        return peer instanceof InetSocketAddress socket ? socket.getAddress().getHostAddress() : "";
    }
}
