package ripcord.server.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several connections that one thread serves in turn: it takes the oldest answer of all, and asks again over that
/// connection. One that breaks is opened again.
final class Carousel implements Runnable {
    private static final int ATTEMPTS = 3;

    private final Endpoint endpoint;
    private final Round round;
    private final List<Seat> seats;

    Carousel(Endpoint endpoint, List<Script> scripts, Round round) {
        this.endpoint = endpoint;
        this.round = round;
        this.seats = scripts.stream().map(Seat::new).toList();
    }

    @Override
    public void run() {
        var turning = new ArrayList<>(seats);
        try {
            while (!turning.isEmpty()) {
                turning.removeIf(seat -> !seat.turn());
            }
        } catch (RuntimeException | Error e) {
            round.broke(e);
        } finally {
            seats.forEach(Seat::drop);
        }
    }

    /// One connection.
    private final class Seat {
        private final Script script;
        private @Nullable Connection connection;
        private boolean asked;
        private long sent;
        private int broken;

        private Seat(Script script) {
            this.script = script;
        }

        /// Takes the answer, if there is one to come, and asks again. Whether there is more to do.
        private boolean turn() {
            try {
                if (asked) {
                    take(connected());
                }
                return ask();
            } catch (IOException e) {
                drop();
                return goesOn(e);
            }
        }

        private boolean ask() throws IOException {
            if (round.isOver() || round.isTimeUp() || script.isOver()) {
                return false;
            }
            var here = connected();
            var refusal = script.prepare(here);
            sent = round.ticker().now();
            if (refusal.isPresent()) {
                count(refusal.get(), round.ticker().now());
                return true;
            }
            var request = script.next();
            asked = true;
            here.send(request);
            return true;
        }

        private void take(Connection here) throws IOException {
            var answer = here.receive();
            long now = round.ticker().now();
            asked = false;
            broken = 0;
            script.answered(answer);
            count(answer, now);
            if (here.isOver()) {
                drop();
            }
        }

        private void count(Answer answer, long now) {
            if (round.counts(sent)) {
                var wrong = answer.isOk() ? script.wrong(answer) : script.code(answer);
                if (answer.isOk() && wrong.isEmpty()) {
                    round.tally().succeeded(now - sent, now - sent, now - round.end() < 0);
                    if (script.isRepeated()) {
                        round.tally().repeated();
                    }
                } else {
                    round.tally().failed(new Fault(answer.status(), wrong));
                }
            }
        }

        /// Counts a request that got no answer. A server that is gone ends the round.
        private boolean goesOn(IOException e) {
            if (asked) {
                script.unanswered();
                if (round.counts(sent)) {
                    round.tally().failed(new Fault(0, Worker.reason(e)));
                }
            }
            asked = false;
            broken++;
            if (broken == ATTEMPTS && !round.isOver()) {
                round.lost(e);
            }
            return broken < ATTEMPTS;
        }

        private Connection connected() throws IOException {
            var here = connection == null ? Connection.to(endpoint, round.ticker()) : connection;
            connection = here;
            return here;
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
    }
}
