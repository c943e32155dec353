package ripcord.bench.feed;

import java.io.IOException;
import java.util.List;
import ripcord.bench.load.ServerProcess;
import ripcord.bench.load.Services;

/// Those who follow the log, of either kind.
sealed interface Subscribers extends AutoCloseable {
    /// So many may be verifiers as services embed them.
    int MOST_REAL = 100;

    /// In words.
    String kind();

    /// Has each hold what belongs to the session.
    void hold(Person person) throws IOException;

    /// How long after `sent` each refused it, in nanoseconds.
    List<Long> refusedAfter(long sent) throws IOException;

    @Override
    void close();

    /// Somebody who is signed in.
    record Person(String session, String accessToken) {}

    /// Starts so many, and waits until all are fresh.
    static Subscribers start(int number, ServerProcess server) throws IOException {
        if (number <= MOST_REAL) {
            int processes = number < 4 ? 1 : 4;
            return new Real(Services.start(processes, number / processes, server, server), processes);
        }
        return light(number, server);
    }

    /// As many, of the kind that takes little of the machine.
    static Subscribers light(int number, ServerProcess server) throws IOException {
        var crowds = Crowds.start(number > 1_000 ? 2 : 1, server, "one");
        var _ = crowds.open(number);
        return new Crowded(crowds);
    }

    /// Verifiers as services embed them.
    record Real(Services services, int processes) implements Subscribers {
        @Override
        public String kind() {
            return processes == 1 ? "verifier" : "verifiers in " + processes + " processes";
        }

        @Override
        public void hold(Person person) throws IOException {
            services.hold(person.accessToken());
        }

        @Override
        public List<Long> refusedAfter(long sent) throws IOException {
            return services.refusedAfter(sent);
        }

        @Override
        public void close() {
            services.close();
        }
    }

    /// Many on one thread.
    record Crowded(Crowds crowds) implements Subscribers {
        @Override
        public String kind() {
            return "light clients (the verifier's parser, stream state and set of entries for each, one thread for all) in "
                    + crowds.processes() + (crowds.processes() == 1 ? " process" : " processes");
        }

        @Override
        public void hold(Person person) throws IOException {
            crowds.watch("default", person.session());
        }

        @Override
        public List<Long> refusedAfter(long sent) throws IOException {
            return crowds.all().stream().map(at -> at - sent).toList();
        }

        @Override
        public void close() {
            crowds.close();
        }
    }
}
