package ripcord.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import ripcord.server.load.Answer;
import ripcord.server.load.Request;
import ripcord.server.load.Script;

/// What connections ask.
public final class Scripts {
    private Scripts() {}

    /// One request after the other, drawn uniformly.
    public static Script.Scripts drawn(List<Request> all) {
        return number -> {
            var random = new SplittableRandom(number);
            return () -> all.get(random.nextInt(all.size()));
        };
    }

    /// As [#drawn], of tokens that are good: that one is not is said in an answer that is no refusal.
    public static Script.Scripts introspecting(List<Request> all) {
        return introspecting(drawn(all));
    }

    /// As `drawn`, of tokens that are good.
    public static Script.Scripts introspecting(Script.Scripts drawn) {
        return number -> {
            var script = drawn.of(number);
            return new Introspecting() {
                @Override
                public Request next() {
                    return script.next();
                }
            };
        };
    }

    /// Each once.
    public static Script.Scripts introspectingOnce(Supplier<Optional<Request>> next) {
        return _ -> new Introspecting() {
            private Optional<Request> coming = Optional.empty();

            @Override
            public boolean isOver() {
                coming = coming.or(next);
                return coming.isEmpty();
            }

            @Override
            public Request next() {
                var request = coming.or(next).orElseThrow();
                coming = Optional.empty();
                return request;
            }
        };
    }

    private interface Introspecting extends Script {
        @Override
        default String wrong(Answer answer) {
            return answer.text().contains("\"active\":true") ? "" : "inactive";
        }
    }

    /// Something new each time.
    ///
    /// @param request by the number of the connection
    public static Script.Scripts made(IntFunction<Request> request) {
        return number -> () -> request.apply(number);
    }

    /// One session a connection, whose refresh token is exchanged again and again; goes on from one run to the next.
    public static Script.Scripts refreshing(List<Refreshing> all) {
        return all::get;
    }

    /// Requests about access tokens that nobody has asked about yet. Thread-safe.
    public static final class Unasked {
        private static final int MOST = 200_000;

        private final BlockingQueue<Supplier<Request>> requests = new LinkedBlockingQueue<>(MOST);

        /// One more, unless there are enough.
        public void add(Supplier<Request> request) {
            boolean _ = requests.offer(request);
        }

        public Optional<Request> take() {
            return Optional.ofNullable(requests.poll()).map(Supplier::get);
        }

        public int size() {
            return requests.size();
        }

        public void clear() {
            requests.clear();
        }
    }

    /// Exchanges one refresh token after the other.
    public static final class Refreshing implements Script {
        private final Function<String, Request> request;
        private final Consumer<String> issued;
        private String token;

        /// @param issued gets each access token
        public Refreshing(String token, Function<String, Request> request, Consumer<String> issued) {
            this.token = token;
            this.request = request;
            this.issued = issued;
        }

        @Override
        public Request next() {
            return request.apply(token);
        }

        @Override
        public void answered(Answer answer) {
            if (answer.isOk()) {
                var text = answer.text();
                token = field(text, "refresh_token").orElse(token);
                field(text, "access_token").ifPresent(issued);
            }
        }

        @Override
        public String code(Answer refusal) {
            return refusal.text();
        }
    }

    /// One of several each time.
    public static final class OneOf implements Script {
        private final List<Refreshing> all;
        private final IntSupplier which;
        private int at;

        public OneOf(List<Refreshing> all, IntSupplier which) {
            this.all = all;
            this.which = which;
        }

        @Override
        public Request next() {
            at = which.getAsInt();
            return all.get(at).next();
        }

        @Override
        public void answered(Answer answer) {
            all.get(at).answered(answer);
        }

        @Override
        public String code(Answer refusal) {
            return refusal.text();
        }
    }

    /// One for each token.
    ///
    /// @param issued gets each access token
    public static List<Refreshing> refreshing(
            List<String> tokens, Function<String, Request> request, Consumer<String> issued) {
        var all = new ArrayList<Refreshing>();
        tokens.forEach(token -> all.add(new Refreshing(token, request, issued)));
        return all;
    }

    /// The first string member of that name; enough for answers that are made by machines.
    public static Optional<String> field(String json, String name) {
        int at = json.indexOf("\"" + name + "\"");
        int from = at < 0 ? -1 : json.indexOf('"', at + name.length() + 2);
        return from < 0 ? Optional.empty() : Optional.of(json.substring(from + 1, json.indexOf('"', from + 1)));
    }
}
