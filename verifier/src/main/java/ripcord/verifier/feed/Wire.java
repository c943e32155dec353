package ripcord.verifier.feed;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import ripcord.verifier.http.Answer;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;

/**
 * The feed's addresses, and the key that opens them.
 *
 * @param feed {@code …/t/{tenant}/feed}, or {@code …/feed} for all tenants of the key
 * @param denylistSuffices whether a stream is followed that tells of single tokens and keys only
 */
record Wire(Http http, URI feed, ApiKey key, Declaration declared, boolean denylistSuffices) {
    /** Refuses a stream that tells of less than is needed here. */
    void requireWhole(Hello hello) {
        if (hello.denylist() && !denylistSuffices) {
            throw new FeedException("strategy: the tenant's policy has a denylist streamed, which lacks ended sessions"
                    + " (expected: revocation.strategy feed, or a verifier that states a strategy that needs no more)");
        }
    }

    CompletableFuture<HttpResponse<InputStream>> open(@Nullable Position resume) {
        Http.Call call = http.call(URI.create(feed + "?" + declared.query())).authorized(key);
        return resume == null ? call.stream() : call.header("Last-Event-ID", resume.eventId()).stream();
    }

    /** Posts to {@code feed/confirm}, {@code feed/close} or {@code feed/report}. */
    CompletableFuture<Answer> post(String what, String json) {
        return http.call(URI.create(feed + "/" + what)).authorized(key).postJson(json);
    }
}
