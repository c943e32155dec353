package ripcord.verifier;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Verifies access tokens inside a service, without asking the server, and refuses those that were taken back.
 *
 * <p>One per service, for as long as it runs: it holds the issuers' keys and the live part of the revocation log, and
 * follows both in the background on daemon threads. Thread-safe.
 *
 * <pre>{@code
 * Verifier verifier = Verifier.builder()
 *         .issuer("https://id.example.com/t/default")
 *         .audience("orders")
 *         .algorithms(Algorithm.ES256)
 *         .maxStaleness(Duration.ofSeconds(2))
 *         .whenStale(WhenStale.introspect())
 *         .apiKeyFile(Path.of("orders.key"))
 *         .build();
 *
 * VerifiedToken token = verifier.verifyOrThrow(bearer);
 * }</pre>
 */
public final class Verifier implements AutoCloseable {
    private final TokenReader reader;
    private final TokenCache cache;
    private final Judge judge;
    private final Background background;
    private final Tally tally;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param tally what is counted, which the background reports to the server */
    Verifier(TokenReader reader, TokenCache cache, Judge judge, Background background, Tally tally) {
        this.reader = reader;
        this.cache = cache;
        this.judge = judge;
        this.background = background;
        this.tally = tally;
    }

    /** Starts stating what is expected of tokens. What is not stated is refused by {@link VerifierBuilder#build}. */
    public static VerifierBuilder builder() {
        return new VerifierBuilder();
    }

    /**
     * Checks the signature, then the times, then issuer and audience, then revocation; the first failure wins, so a
     * forged token never learns which claim was wrong. Only the name of the issuer is looked at before, because it says
     * whose key to use.
     *
     * <p>Does not call the server, except: when the issuer is known and the key is not (at most once in a while), and
     * when the copy of the log is stale and {@link WhenStale#introspect()} was chosen.
     *
     * @param compact what stands after {@code Bearer}: a JWS in compact form, at most 8 KiB, without white space; anything
     *     else is {@link Verification.Reason#MALFORMED}
     * @return never null; a bad token is a {@link Verification.Rejected}, not an exception
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-4">RFC 9068 §4</a>
     */
    public Verification verify(String compact) {
        requireNonNull(compact, "compact");
        return tally.count(judge(compact));
    }

    /**
     * As {@link #verify}, for where switching over its result is not to be had.
     *
     * @throws TokenRejectedException if the token is not accepted
     */
    public VerifiedToken verifyOrThrow(String compact) throws TokenRejectedException {
        Verification verification = verify(compact);
        if (verification instanceof Verification.Rejected rejected) {
            throw new TokenRejectedException(rejected);
        }
        return ((Verification.Valid) verification).token();
    }

    private Verification judge(String compact) {
        JudgedToken known = cache.find(compact);
        return known != null ? judge.judge(known, compact) : judgeNew(compact);
    }

    private Verification judgeNew(String compact) {
        Reading reading = reader.read(compact);
        if (reading instanceof Reading.Refused refused) {
            return refused.refusal().knowing(judge.freshness());
        }
        JudgedToken token = ((Reading.Signed) reading).token();
        Verification verification = judge.judge(token, compact);
        if (verification instanceof Verification.Valid) {
            cache.put(token, background.clocks().wallMillis() / 1000);
        }
        return verification;
    }

    /**
     * Runs {@code listener} once when the token is taken back: when it, its session, subject, client or tenant is
     * revoked, or the key that signed it is declared compromised. If that has happened already, it runs at once. That a
     * token's time is over is not told.
     *
     * <p>For what outlives a request: a WebSocket, a stream, a long job. Close the watch when that ends by itself.
     *
     * @param listener runs on a thread of the verifier that all listeners share; what takes long should go elsewhere
     */
    public Watch watch(VerifiedToken token, Runnable listener) {
        return background.watches().add(requireNonNull(token, "token").judged(), requireNonNull(listener, "listener"));
    }

    /**
     * What the token's subject may do: what stands behind its {@code authz_ref}, or what the token itself says when the
     * policy puts that inside. Empty if the token says neither, or the server knows nothing of the subject any more.
     *
     * <p>Asks the server the first time, and again when the log says that the answer is old, or after 60 minutes.
     *
     * @throws AuthorizationUnavailableException if the server had to be asked and did not answer
     */
    public Optional<Authorization> authorization(VerifiedToken token) {
        JudgedToken judged = requireNonNull(token, "token").judged();
        Optional<String> reference = token.authzRef();
        return reference.isPresent()
                ? background.authorizations().find(judged, reference.get())
                : EmbeddedAuthorization.of(judged.claims());
    }

    /** How fresh the copy of the log is now. */
    public Freshness freshness() {
        return judge.freshness();
    }

    /**
     * Waits until the copy of the log of every issuer is within its bound and the keys of every issuer are there, so that the first
     * requests of a service that starts are not rejected.
     *
     * @param longest how long to wait
     * @return whether it came true
     */
    public boolean awaitFresh(Duration longest) throws InterruptedException {
        return background.await(longest, judge::isFreshFor);
    }

    /** What was said of tokens since the verifier was built. The same numbers are reported to the server. */
    public Counters counters() {
        return tally.counters();
    }

    /**
     * Tells the server that nobody needs to wait for this verifier any more, and ends what runs in the background. What
     * is verified afterwards is judged by a copy of the log that only grows older. Closing twice does nothing.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            background.close();
        }
    }
}
