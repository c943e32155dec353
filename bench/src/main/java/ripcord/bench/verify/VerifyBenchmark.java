package ripcord.bench.verify;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import ripcord.bench.load.ServerProcess;
import ripcord.verifier.Algorithm;
import ripcord.verifier.Verification;
import ripcord.verifier.Verifier;
import ripcord.verifier.WhenStale;

/// A verification from the token cache and one without, beside the bare signature and a well-known library, in one run.
///
/// What the verifier adds to the signature is [#uncached] less [#signatureAlone].
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VerifyBenchmark {
    private static final int TOKENS = 1_000;

    private ServerProcess server;
    private Verifier remembering;
    private Verifier forgetful;
    private List<String> tokens;
    private BareSignatures bare;
    private ECDSAVerifier nimbus;
    private int next;

    /// Starts a server, signs in, and waits until both verifiers are fresh.
    @Setup
    public void start() throws Exception {
        server = ServerProcess.start();
        tokens = server.accessTokens(TOKENS);
        remembering = started(10_000);
        forgetful = started(1);
        var key = JWKSet.load(
                        URI.create(server.issuer() + "/.well-known/jwks.json").toURL())
                .getKeyByKeyId(SignedJWT.parse(tokens.getFirst()).getHeader().getKeyID())
                .toECKey()
                .toECPublicKey();
        nimbus = new ECDSAVerifier(key);
        bare = new BareSignatures(key, tokens);
    }

    private Verifier started(int cachedTokens) throws InterruptedException {
        Verifier verifier = Verifier.builder()
                .issuer(server.issuer())
                .audience(server.issuer())
                .algorithms(Algorithm.ES256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.reject())
                .apiKeyFile(server.rootKeyFile())
                .cachedTokens(cachedTokens)
                .build();
        if (!verifier.awaitFresh(Duration.ofSeconds(30))) {
            throw new IllegalStateException("no fresh copy of the log after 30 s");
        }
        for (String token : tokens) {
            if (!(verifier.verify(token) instanceof Verification.Valid)) {
                throw new IllegalStateException("refused: " + verifier.verify(token));
            }
        }
        return verifier;
    }

    private int turn() {
        next = next + 1 == TOKENS ? 0 : next + 1;
        return next;
    }

    /// A hit in the token cache; times, entries and staleness are checked.
    @Benchmark
    public Verification cached() {
        return remembering.verify(tokens.get(turn()));
    }

    /// Everything, with the signature.
    @Benchmark
    public Verification uncached() {
        return forgetful.verify(tokens.get(turn()));
    }

    /// The signature of the same tokens by the same provider, and nothing else.
    @Benchmark
    public boolean signatureAlone() throws Exception {
        return bare.verify(turn());
    }

    /// Nimbus: parse and verify the signature; claims are not looked at.
    @Benchmark
    public boolean nimbus() throws Exception {
        return SignedJWT.parse(tokens.get(turn())).verify(nimbus);
    }

    /// Ends what was started.
    @TearDown
    public void stop() throws Exception {
        remembering.close();
        forgetful.close();
        server.close();
    }
}
