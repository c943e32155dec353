package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.feed.TargetType;
import ripcord.verifier.jose.KeySet;

/** What is remembered of a token from one use to the next is never held for longer than it is true. */
class RememberedTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Signer KEY = Signer.named("key-1");
    private static final long LATER = NOW.getEpochSecond() * 1_000_000 + 1;

    private final TestVerifier test = new TestVerifier(NOW);
    private final HeldKeys keys = test.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));

    @ParameterizedTest
    @EnumSource(TargetType.class)
    void aTokenThatWasFoundClearIsRefusedOnceAnEntryTakesItBack(TargetType type) {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        for (int i = 0; i < 3; i++) {
            assertThat(verifier.verify(token)).isInstanceOf(Verification.Valid.class);
        }
        test.log.add(LATER, TargetType.SESSION, "default", "another");
        assertThat(verifier.verify(token)).isInstanceOf(Verification.Valid.class);

        test.log.add(LATER, type, "default", TokenText.valueOf(type));

        OneIssuer.rejected(verifier.verify(token), Reason.REVOKED);
        OneIssuer.rejected(verifier.verify(token), Reason.REVOKED);
    }

    @Test
    void aTokenIsRefusedOnceItsKeyIsGivenUpAndGoodAgainWithIt() {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        KeySet held = keys.current();
        for (int i = 0; i < 3; i++) {
            assertThat(verifier.verify(token)).isInstanceOf(Verification.Valid.class);
        }

        keys.replace(Signer.keySet());
        OneIssuer.rejected(verifier.verify(token), Reason.UNKNOWN_KEY);
        keys.replace(held);
        assertThat(verifier.verify(token)).isInstanceOf(Verification.Valid.class);
        keys.replace(Signer.keySet(Signer.named("key-2")));

        OneIssuer.rejected(verifier.verify(token), Reason.UNKNOWN_KEY);
    }

    /** An issuer that gave up all it had, and is then away, has no keys: that is how {@link KeySet#EMPTY} is held. */
    @Test
    void aTokenThatWasUsedOnceIsRefusedWhenItsIssuerHasNoKeysAnyMore() {
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        assertThat(verifier.verify(token)).isInstanceOf(Verification.Valid.class);

        keys.replace(KeySet.EMPTY);

        OneIssuer.rejected(verifier.verify(token), Reason.NO_KEYS);
    }

    /** Against the six look-ups each time, whatever comes between two uses. */
    @Test
    void whatIsRememberedSaysWhatLookingAgainWouldSay() {
        var random = new SplittableRandom(3);
        Verifier verifier = test.build();
        var tokens = new ArrayList<JudgedToken>();
        for (int i = 0; i < 40; i++) {
            var text = TokenText.at(NOW)
                    .with("sub", "\"" + random.nextInt(5) + "\"")
                    .with("client_id", "\"" + random.nextInt(3) + "\"")
                    .with("jti", "\"" + i + "\"")
                    .with("rev", 10 * random.nextInt(20));
            tokens.add(((Verification.Valid) verifier.verify(KEY.sign(text)))
                    .token()
                    .judged());
        }
        for (int i = 0; i < 2_000; i++) {
            JudgedToken token = tokens.get(random.nextInt(tokens.size()));
            assertThat(token.revokedIn(test.log.entries()))
                    .isEqualTo(token.targets().revokedIn(test.log.entries(), token.rev()));
            if (random.nextInt(10) == 0) {
                addSome(random);
            }
        }
    }

    private void addSome(SplittableRandom random) {
        switch (random.nextInt(3)) {
            case 0 -> test.log.add(1 + random.nextInt(200), TargetType.SUBJECT, "default", "" + random.nextInt(8));
            case 1 -> test.log.add(1 + random.nextInt(100), TargetType.CLIENT, "default", "" + random.nextInt(6));
            default -> test.log.add(1 + random.nextInt(200), TargetType.TOKEN, "default", "" + random.nextInt(80));
        }
    }

    @Test
    void whoBeginsAfterAnEntryIsInUseNeverGetsTheTokenAccepted() {
        Verifier verifier = test.build();
        var tokens = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            tokens.add(KEY.sign(TokenText.at(NOW).with("jti", "\"" + i + "\"")));
        }
        var inUse = new AtomicInteger(-1);
        var readers = new ArrayList<CompletableFuture<Integer>>();
        for (int thread = 0; thread < 3; thread++) {
            readers.add(CompletableFuture.supplyAsync(() -> wronglyAccepted(verifier, tokens, inUse)));
        }

        for (int i = 0; i < tokens.size(); i++) {
            for (int n = 0; n < 50; n++) {
                verifier.verify(tokens.get(i));
            }
            test.log.add(LATER + i, TargetType.TOKEN, "default", "" + i);
            inUse.set(i);
        }

        readers.forEach(reader -> assertThat(reader.join()).isZero());
    }

    private static int wronglyAccepted(Verifier verifier, List<String> tokens, AtomicInteger inUse) {
        int wrong = 0;
        for (int known = inUse.get(); known < tokens.size() - 1; known = inUse.get()) {
            boolean accepted = verifier.verify(tokens.get(Math.max(0, known))) instanceof Verification.Valid;
            wrong += known >= 0 && accepted ? 1 : 0;
            verifier.verify(tokens.get(known + 1));
        }
        return wrong;
    }
}
