package ripcord.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import ripcord.verifier.feed.StillLog;
import ripcord.verifier.jose.KeySet;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonLimits;

/// What threads that find tokens in the cache may see while others put them there and drop them. Two threads each, so
/// that a machine with two processors tries all of it.
public final class CacheRaces {
    /// The public key of RFC 8037, appendix A.2.
    private static final KeySet KEYS = KeySet.parse("""
            {"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""".getBytes(UTF_8));

    private static final Claims CLAIMS = new Claims(
            "https://id.example/t/default",
            "alice",
            List.of("orders"),
            new Claims.Times(2_000_000_000, 1_999_999_000, OptionalLong.empty()),
            "token-1",
            "shop",
            "AAAAAAAAAAAAAAAAAAAAAA",
            1,
            Json.object("{}".getBytes(UTF_8), JsonLimits.TOKEN));

    private static final TrustedIssuer ISSUER = issuer(new Held());

    private CacheRaces() {}

    private static TrustedIssuer issuer(IssuerKeys keys) {
        return new TrustedIssuer(IssuerName.parse(CLAIMS.issuer()), Optional.empty(), keys);
    }

    private static JudgedToken token(String text, TrustedIssuer issuer) {
        return new JudgedToken(text, issuer, KEYS.find("k").orElseThrow(), CLAIMS, Optional.empty());
    }

    private static final class Held implements IssuerKeys {
        private volatile KeySet current = KEYS;

        @Override
        public KeySet current() {
            return current;
        }

        @Override
        public KeySet refetchFor(String keyId) {
            return current;
        }
    }

    /// 0: nothing, 1: the token itself, 2: another one.
    private static int found(TokenCache cache, JudgedToken token) {
        @Nullable JudgedToken there = cache.find(token.compact());
        return there == null ? 0 : there.is(token.compact()) ? 1 : 2;
    }

    /// Two tokens that want the same slots: whoever finds something finds what was asked for, and what is there is
    /// accounted for.
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 1, 0", "1, 1, 0", "0, 2, 0", "1, 2, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "the token, or nothing")
    @Outcome(expect = Expect.FORBIDDEN, desc = "another token, none kept, or bytes that nobody takes")
    public static class Put {
        private static final JudgedToken ONE = token("one" + "x".repeat(20), ISSUER);
        private static final JudgedToken OTHER = token("two" + "x".repeat(20), ISSUER);

        private final TokenCache cache = new TokenCache(1, 1 << 20, 1);

        /// Puts one.
        @Actor
        public void put() {
            cache.put(ONE, 0);
        }

        /// Puts another one, which ends alike, and looks for the first.
        @Actor
        public void putOther(III_Result r) {
            cache.put(OTHER, 0);
            r.r1 = found(cache, ONE);
        }

        /// Counts what is there, and what is said to be.
        @Arbiter
        public void count(III_Result r) {
            r.r2 = found(cache, ONE) + found(cache, OTHER);
            long each = 4 * 23 + 2048;
            r.r3 = (int) (cache.bytes() - r.r2 * each);
        }
    }

    /// A token whose key was given up: dropped by all who find it, and given back once.
    @JCStressTest
    @State
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "not found, and its bytes are free")
    @Outcome(expect = Expect.FORBIDDEN, desc = "found all the same, or its bytes are free twice or never")
    public static class Drop {
        private final Held keys = new Held();
        private final JudgedToken token = token("one" + "x".repeat(20), issuer(keys));
        private final TokenCache cache = new TokenCache(1, 1 << 20, 1);

        /// Puts it, has it found, and gives its key up.
        public Drop() {
            cache.put(token, 0);
            found(cache, token);
            keys.current = KeySet.EMPTY;
        }

        /// Looks.
        @Actor
        public void find(III_Result r) {
            r.r1 = found(cache, token);
        }

        /// Looks as well.
        @Actor
        public void findToo(III_Result r) {
            r.r2 = found(cache, token);
        }

        /// What is left.
        @Arbiter
        public void count(III_Result r) {
            r.r3 = (int) cache.bytes();
        }
    }

    /// What is remembered of a token that is judged while an entry takes it back.
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "refused from then on")
    @Outcome(expect = Expect.FORBIDDEN, desc = "accepted after it was taken back")
    public static class Judged {
        private final StillLog log = new StillLog(0);
        private final JudgedToken token = token("one", ISSUER);
        private volatile boolean told;

        /// Has it judged once, so that there is something to remember.
        public Judged() {
            token.revokedIn(log.entries());
        }

        /// Takes it back, then tells.
        @Actor
        public void revoke() {
            log.revoke(token.targets().token());
            told = true;
        }

        /// Judges.
        @Actor
        public void judge(II_Result r) {
            token.revokedIn(log.entries());
            boolean before = told;
            boolean refused = token.revokedIn(log.entries()).isPresent();
            r.r1 = before && !refused ? 2 : refused ? 1 : 0;
        }

        /// Judges when all is done.
        @Arbiter
        public void judgeAgain(II_Result r) {
            r.r2 = token.revokedIn(log.entries()).isPresent() ? 1 : 0;
        }
    }
}
