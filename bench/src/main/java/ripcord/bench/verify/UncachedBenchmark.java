package ripcord.bench.verify;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A token that was not seen before, verified by one library.
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UncachedBenchmark {
    static final String JDK = "Sun";
    static final String CORRETTO = "AmazonCorretto";
    private static final int TOKENS = 500;

    /// Who verifies.
    @Param("RIPCORD")
    public Library library;

    /// What the tokens are signed with: the name in their headers.
    @Param({"RS256", "ES256", "EdDSA"})
    public String algorithm;

    /// Whose arithmetic; Corretto's is put before all others of the JVM, as its documentation has it.
    @Param({JDK, CORRETTO})
    public String provider;

    private List<String> tokens;
    private Contender contender;
    private int next;

    /// Makes a key and tokens, and has each verified once.
    @Setup
    public void prepare() throws Exception {
        if (provider.equals(CORRETTO)) {
            AmazonCorrettoCryptoProvider.install();
        }
        var issuer = new Issuer(Signing.valueOf(algorithm));
        tokens = issuer.tokens(TOKENS);
        contender = library.of(issuer, provider, tokens);
        for (String token : tokens) {
            contender.verify(token);
        }
    }

    /// One verification.
    @Benchmark
    public Object verify() throws Exception {
        next = next + 1 == TOKENS ? 0 : next + 1;
        return contender.verify(tokens.get(next));
    }

    /// Ends what was started.
    @TearDown
    public void end() {
        contender.close();
    }
}
