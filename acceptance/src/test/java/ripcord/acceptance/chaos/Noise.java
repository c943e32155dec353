package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Call;
import ripcord.acceptance.client.Http;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.process.Await;

/// A tenant that signs in and asks, from many threads, each as fast as it is answered.
final class Noise implements AutoCloseable {
    private static final String LOUD = "loud";
    private static final Duration AFTER_A_LOSS = Duration.ofMillis(20);

    private final Installation in;
    private final Http http = Http.plain(Duration.ofSeconds(10));
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Noise(Installation in, int count) {
        this.in = in;
        new Backend(http, in.node(0).uri(), LOUD, in.rootKey()).createTenant();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(this::run));
        }
    }

    private void run() {
        while (!closed) {
            try {
                ask(asked.getAndIncrement());
            } catch (LostAnswerException _) {
                Await.pass(AFTER_A_LOSS);
            }
        }
    }

    private void ask(int number) {
        Node node = in.next();
        if (number % 4 == 0) {
            http.send(Call.to(node.uri(), "/admin/v1/tenants/" + LOUD + "/sessions")
                    .bearer(in.rootKey())
                    .post(Map.of("subject", "loud " + number, "client_kind", Backend.NATIVE, "amr", List.of("pwd"))));
        } else {
            http.send(Call.to(node.uri(), "/t/" + LOUD + "/oauth/introspect")
                    .bearer(in.rootKey())
                    .postForm(Map.of("token", "rc_s_nothing")));
        }
    }

    @Override
    public void close() {
        closed = true;
        System.out.printf("  the loud tenant asked %d times%n", asked.get());
    }
}
