package ripcord.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.audit.Trail;
import ripcord.server.database.OutcomeUnknownException;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.metrics.Metrics;

/// From a request to its answer: finds the route, lets the [Doors] decide, and turns whatever went wrong into an
/// answer.
final class Dispatcher implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final String HTTP_1_1 = "HTTP/1.1";

    private final RouteTable table;
    private final Doors doors;
    private final Deadlines deadlines;
    private final Connections connections;
    private final RequestIds ids;
    private final Watchers watchers;

    /// Who is told what was asked and answered.
    record Watchers(Events events, Metrics metrics) {}

    /// What bounds a request once it is here, and what bounds the wait for one.
    record Patience(Deadlines deadlines, Connections connections) {}

    Dispatcher(RouteTable table, Doors doors, Patience patience, RequestIds ids, Watchers watchers) {
        this.table = table;
        this.doors = doors;
        this.deadlines = patience.deadlines;
        this.connections = patience.connections;
        this.ids = ids;
        this.watchers = watchers;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        var turn = connections.begin(request.remotePeer().address());
        try {
            dispatch(request, response, turn);
        } finally {
            turn.end(request.content().consumed());
        }
    }

    private void dispatch(ServerRequest request, ServerResponse response, Connections.Turn turn) {
        var id = ids.next();
        var watch = deadlines.begin();
        try {
            var answer = answer(new Call.Exchange(request, response, turn.peer(), id, watch));
            watch.answered();
            var stream = answer.stream();
            if (stream != null) {
                write(stream, request, response, turn);
            }
            if (!answer.isSent()) {
                if (leavesBody(request) || (connections.areScarce() && canEndHere(request))) {
                    answer.closing();
                }
                turn.answer();
                send(answer, response, id);
            }
            if (answer.isLast()) {
                throw new CloseConnectionException("what follows cannot be told from what was sent");
            }
            // The HTTP server announces it, and goes on to listen.
            if (isToClose(request)) {
                throw new CloseConnectionException("as the client wants it");
            }
        } finally {
            watch.end();
        }
    }

    /// Over HTTP/2, where a connection has several, each is written by the thread of its request.
    private static void write(Streamed stream, ServerRequest request, ServerResponse response, Connections.Turn turn) {
        if (request.prologue().rawProtocol().equals(HTTP_1_1)) {
            throw new HandedOver(Chunks.head(response), turn.leaveTo(stream));
        }
        try {
            stream.write(response.outputStream());
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("stream ended", e);
        }
    }

    private static void send(Answer answer, ServerResponse response, String requestId) {
        try {
            answer.send(response, requestId);
        } catch (CloseConnectionException e) {
            // Whoever asked has gone, or was too slow.
            throw e;
        } catch (RuntimeException e) {
            LOG.error("answer was not sent request={}", requestId, e);
            throw new CloseConnectionException("answer was not sent", e);
        }
    }

    /// With a body that nobody read it would take the answer with it, and over HTTP/2 other requests.
    private static boolean canEndHere(ServerRequest request) {
        return request.prologue().rawProtocol().equals(HTTP_1_1)
                && request.content().consumed();
    }

    /// Whoever was not told to send the body may send it all the same, or not, and nothing says which: the HTTP server
    /// takes what comes for the next request (RFC 9110 §10.1.1).
    private static boolean leavesBody(ServerRequest request) {
        return request.headers().contains(HeaderNames.EXPECT)
                && !request.content().consumed()
                && !request.continueSent()
                && request.prologue().rawProtocol().equals(HTTP_1_1);
    }

    /// Most requests do not say, and looking for a word in what they did say is slow.
    private static boolean isToClose(ServerRequest request) {
        return request.headers().contains(HeaderNames.CONNECTION)
                && request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
    }

    private Answer answer(Call.Exchange exchange) {
        var prologue = exchange.request().prologue();
        return switch (table.find(prologue.method().text(), prologue.uriPath().rawPath())) {
            case RouteTable.Found.Match(var route, var path) -> timed(new Call(exchange, route, path));
            case RouteTable.Found.Nothing _ -> unrouted(problem(Code.NOT_FOUND, exchange));
            case RouteTable.Found.Unreadable(var errors) ->
                unrouted(errors.answer(Refusal.of(Code.MALFORMED), exchange.requestId()));
            case RouteTable.Found.OtherMethods(var allow) ->
                unrouted(problem(Code.METHOD_NOT_ALLOWED, exchange).with(HeaderNames.ALLOW, allow));
        };
    }

    private Answer unrouted(Answer answer) {
        watchers.metrics.unrouted(answer.status());
        return answer;
    }

    /// How long a stream lasts says nothing about how quick the server is.
    private Answer timed(Call call) {
        var answer = doors.mark(answer(call));
        if (!call.isStreaming()) {
            var route = call.route();
            watchers.metrics.answered(
                    route.verb().name(),
                    route.template(),
                    answer.status(),
                    call.watch().taken());
        }
        return answer;
    }

    private static Answer problem(Code code, Call.Exchange exchange) {
        return ErrorStyle.PROBLEM.answer(Refusal.of(code), exchange.requestId());
    }

    private Answer answer(Call call) {
        try {
            var trail = new Trail(call.requestId(), call.network());
            return call.watch().budget().by(() -> Trail.of(trail, () -> doors.enter(call)));
        } catch (RefusedException e) {
            tell(call, e.refusal().code());
            return refused(call, e.refusal());
        } catch (BrokenBodyException e) {
            LOG.debug("body broke off request={} route=\"{}\"", call.requestId(), call.route(), e);
            return refused(call, Refusal.malformed("body", "as long as its head says"))
                    .closing();
        } catch (StoreUnavailableException e) {
            LOG.warn("store unavailable request={} route=\"{}\"", call.requestId(), call.route(), e);
            return refused(call, Refusal.of(Code.UNAVAILABLE));
        } catch (OutcomeUnknownException e) {
            LOG.error("outcome unknown request={} route=\"{}\"", call.requestId(), call.route(), e);
            return refused(call, Refusal.of(Code.OUTCOME_UNKNOWN));
        } catch (RuntimeException | Error e) {
            return fault(call, e);
        } finally {
            call.leaveShare();
        }
    }

    /// What is refused before anybody looked at it is for whoever watches the doors.
    private void tell(Call call, Code code) {
        switch (code) {
            case UNAUTHORIZED, FORBIDDEN, CROSS_SITE, SIGNED_OUT, TOO_MANY_REQUESTS, RATE_LIMITED ->
                watchers.events.publish(Event.requestRefused(
                        call.tenantIfKnown(), call.route().toString(), code.wireName(), call.actor()));
            default -> {}
        }
    }

    private static Answer refused(Call call, Refusal refusal) {
        return call.route().errors().answer(refusal, call.requestId());
    }

    /// A stream that was begun cannot be answered in another way any more: its connection is closed.
    private static Answer fault(Call call, Throwable e) {
        if (call.isStreaming() && e instanceof CloseConnectionException closing) {
            throw closing;
        }
        LOG.error("request failed request={} route=\"{}\"", call.requestId(), call.route(), e);
        if (call.isStreaming()) {
            throw new CloseConnectionException("stream failed", e);
        }
        return refused(call, Refusal.of(Code.INTERNAL));
    }
}
