package ripcord.server.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One connection, and the thread that asks over it. A connection that breaks is opened again.
final class Worker implements Runnable {
    private static final int ATTEMPTS = 3;
    private static final long AGAIN = 200_000_000L;
    private static final long IDLE = 5_000_000_000L;

    private final Endpoint endpoint;
    private final Script script;
    private final Round round;
    private @Nullable Connection connection;
    private long lastUsed;

    Worker(Endpoint endpoint, Script script, Round round) {
        this.endpoint = endpoint;
        this.script = script;
        this.round = round;
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more && !round.isOver() && !round.isTimeUp() && !script.isOver()) {
                more = step(connected());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (!wasTold()) {
                round.lost(e);
            }
        } catch (RuntimeException | Error e) {
            round.broke(e);
        } finally {
            drop();
        }
    }

    /// One request. Whether there may be another.
    private boolean step(Connection here) throws InterruptedException {
        long meant = round.ticker().now();
        try {
            var refusal = script.prepare(here);
            meant = round.next();
            return round.waitUntil(meant) && ask(used(here), refusal, meant);
        } catch (IOException e) {
            if (wasTold()) {
                return false;
            }
            drop();
            failed(new Fault(0, reason(e)), meant);
            return true;
        }
    }

    /// A server closes what it has heard nothing on for long; that is no fault of its.
    private Connection used(Connection here) throws IOException, InterruptedException {
        long now = round.ticker().now();
        if (now - lastUsed < IDLE) {
            return here;
        }
        drop();
        return connected();
    }

    private boolean ask(Connection here, Optional<Answer> refusal, long meant) throws IOException {
        long sent = round.ticker().now();
        var answer = refusal.isPresent() ? refusal.get() : exchanged(here);
        long now = round.ticker().now();
        lastUsed = now;
        var wrong = answer.isOk() ? script.wrong(answer) : script.code(answer);
        if (!answer.isOk() || !wrong.isEmpty()) {
            failed(new Fault(answer.status(), wrong), meant);
        } else if (round.counts(meant)) {
            round.tally().succeeded(now - sent, now - meant, now - round.end() < 0);
            if (refusal.isEmpty() && script.isRepeated()) {
                round.tally().repeated();
            }
        }
        if (here.isOver()) {
            drop();
        }
        return true;
    }

    private Answer exchanged(Connection here) throws IOException {
        var request = script.next();
        try {
            var answer = here.exchange(request);
            script.answered(answer);
            return answer;
        } catch (IOException e) {
            script.unanswered();
            throw e;
        }
    }

    private void failed(Fault fault, long meant) {
        if (round.counts(meant)) {
            round.tally().failed(fault);
        }
    }

    /// The connection is made anew a few times, so that one that a proxy closed does not count for a server that went.
    private Connection connected() throws IOException, InterruptedException {
        for (int attempt = 1; connection == null; attempt++) {
            try {
                connection = Connection.to(endpoint, round.ticker());
                lastUsed = round.ticker().now();
            } catch (IOException e) {
                if (attempt == ATTEMPTS || wasTold()) {
                    throw e;
                }
                round.ticker().pause(AGAIN);
            }
        }
        return connection;
    }

    /// Whether this ends because it should.
    private boolean wasTold() {
        return round.isOver() || Thread.currentThread().isInterrupted();
    }

    private void drop() {
        var gone = connection;
        connection = null;
        try {
            if (gone != null) {
                gone.close();
            }
        } catch (IOException e) {
            // Nothing was to come from it any more.
        }
    }

    /// The same words for the same thing, whichever connection it happened to.
    static String reason(IOException e) {
        return switch (e) {
            case ConnectException _ -> "connection refused";
            case EOFException _ -> "the connection was closed without an answer";
            case SocketException _ -> "the connection was closed without an answer";
            case SSLException _ -> "TLS: " + e.getMessage();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
