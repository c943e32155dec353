package ripcord.verifier.remote;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.http.Answer;
import ripcord.verifier.http.Fault;
import ripcord.verifier.http.Http;

/**
 * What all questions of one kind go through: at most 16 at a time, and none while the server does not answer. Without
 * it a server that has become slow would be finished off by its own verifiers.
 */
final class Gate {
    private static final int AT_ONCE = 16;

    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Breaker breaker;
    private final Http http;

    Gate(Http http, Clocks clocks) {
        this.http = http;
        this.breaker = new Breaker(clocks);
    }

    /**
     * Asks and waits, for at most two deadlines of a call. Not ended early by an interrupt: others may be waiting for the
     * same answer.
     *
     * @throws IOException if the server did not answer, or was not asked; the message says why
     */
    Answer pass(Supplier<CompletableFuture<Answer>> question) throws IOException {
        if (!enter()) {
            throw new IOException("more than " + AT_ONCE + " questions at a time");
        }
        try {
            if (!breaker.mayPass()) {
                throw new IOException("the server did not answer before; not asked again yet");
            }
            return ask(question);
        } finally {
            places.release();
        }
    }

    private Answer ask(Supplier<CompletableFuture<Answer>> question) throws IOException {
        try {
            Answer answer = question.get().join();
            if (answer.status() >= 500 || answer.status() == 429) {
                breaker.failed();
                throw new IOException("the server answered " + answer.status());
            }
            breaker.succeeded();
            return answer;
        } catch (CompletionException e) {
            breaker.failed();
            throw new IOException("the server did not answer: " + Fault.inWords(e), e);
        } catch (RuntimeException e) {
            // The API key could not be read, or not be sent.
            breaker.failed();
            throw new IOException("the server could not be asked: " + e.getMessage(), e);
        }
    }

    private boolean enter() {
        try {
            return places.tryAcquire(http.deadline().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return places.tryAcquire();
        }
    }
}
