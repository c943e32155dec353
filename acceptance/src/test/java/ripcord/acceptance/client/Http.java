package ripcord.acceptance.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import ripcord.acceptance.process.Await;
import ripcord.server.spec.CheckedHttp;
import ripcord.server.spec.ContractViolation;

/// Sends one request and waits for the whole answer. Thread-safe.
@FunctionalInterface
public interface Http {
    /// How long a store may be busy.
    Duration BUSY = Duration.ofSeconds(30);

    /// Between two questions to a busy store.
    Duration BETWEEN_TRIES = Duration.ofMillis(100);

    /// Sends it.
    ///
    /// @throws LostAnswerException if there is no answer
    Answer send(HttpRequest request);

    /// To a Ripcord server: every exchange is compared with `spec/openapi.json`.
    ///
    /// Asks again, for a while, when nothing was done because the store is busy, as it may be on a machine that has
    /// just been given ten processes to start.
    ///
    /// @param patience for one answer
    /// @throws ContractViolation from [#send], if the answer is none that the contract lists
    static Http toServer(Duration patience) {
        Http once = of(patience, CheckedHttp.contract()::check);
        return request -> {
            long begun = System.nanoTime();
            Answer answer = once.send(request);
            while (answer.code().equals("unavailable") && System.nanoTime() - begun < BUSY.toNanos()) {
                Await.pass(BETWEEN_TRIES);
                answer = once.send(request);
            }
            return answer;
        };
    }

    /// To a Ripcord server, as [#toServer], and never asks again.
    ///
    /// @param patience for one answer
    static Http toServerOnce(Duration patience) {
        return of(patience, CheckedHttp.contract()::check);
    }

    /// To anybody else.
    ///
    /// @param patience for one answer
    static Http plain(Duration patience) {
        return of(patience, (_, _) -> {});
    }

    /// Hears of every exchange.
    @FunctionalInterface
    interface Judge {
        void check(HttpRequest request, HttpResponse<String> response);
    }

    private static Http of(Duration patience, Judge judge) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
        return request -> {
            try {
                HttpRequest bounded = HttpRequest.newBuilder(request, (_, _) -> true)
                        .timeout(patience)
                        .build();
                HttpResponse<String> response = client.send(bounded, HttpResponse.BodyHandlers.ofString());
                judge.check(bounded, response);
                return new Answer(response.statusCode(), response.headers(), response.body());
            } catch (IOException e) {
                throw new LostAnswerException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LostAnswerException(e);
            }
        };
    }
}
