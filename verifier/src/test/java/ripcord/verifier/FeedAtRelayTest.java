package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.feed.TargetType;

/** A verifier that has its log from a relay, and everything else from the issuer. */
class FeedAtRelayTest {
    private static final Signer KEY = Signer.named("key-1");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final IssuingServer issuer = new IssuingServer();
    private final IssuingServer relay = new IssuingServer();

    @AfterEach
    void stop() {
        issuer.close();
        relay.close();
    }

    private VerifierBuilder builder() {
        issuer.at("/t/default/.well-known/jwks.json", Signer.jwks(KEY));
        return Verifier.builder()
                .issuer(issuer.issuer("default"))
                .audience("orders")
                .algorithms(Algorithm.ES256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.reject())
                .apiKey("rc_k_issuers");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("relay.key"), content);
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - until).as("nanoseconds over time").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void theRelayTellsWhatIsRevokedAndEitherIsShownItsOwnKeyAlone() throws Exception {
        try (Verifier verifier =
                builder().feed(relay.base(), file(" rc_k_relays\n")).build()) {
            await(() -> verifier.freshness().isWithinBound());
            String token = KEY.sign(TokenText.at(Instant.now())
                    .with("iss", "\"" + issuer.issuer("default") + "\"")
                    .with("rev", 1000));
            await(() -> verifier.verify(token) instanceof Verification.Valid);

            relay.revoke("default", TargetType.SESSION, TokenText.SESSION);

            await(() -> verifier.verify(token) instanceof Verification.Rejected rejected
                    && rejected.reason() == Reason.REVOKED);
        }
        assertThat(relay.shown()).containsOnly("Bearer rc_k_relays");
        assertThat(relay.asked()).allMatch(asked -> asked.contains("/feed"));
        assertThat(issuer.asked()).noneMatch(asked -> asked.contains("/feed"));
        assertThat(issuer.shown()).doesNotContain("Bearer rc_k_relays");
    }

    /** How many streams there were with the first key is not the point: on a slow machine the verifier may lose one. */
    @Test
    void aKeyThatIsReplacedInTheFileIsShownWithTheNextStream() throws Exception {
        try (Verifier verifier =
                builder().feed(relay.base(), file("rc_k_first")).build()) {
            await(() -> verifier.freshness().isWithinBound());
            file("");
            relay.freeze();
            await(() -> !verifier.freshness().isWithinBound());

            file("rc_k_second\n");

            await(() -> relay.followedWith().contains("Bearer rc_k_second"));
        }
        assertThat(relay.followedWith())
                .as("without a key none is asked for")
                .startsWith("Bearer rc_k_first")
                .containsOnly("Bearer rc_k_first", "Bearer rc_k_second");
    }

    @Test
    void aFileThatIsNotThereIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().feed(relay.base(), folder.resolve("none.key")))
                .withMessageStartingWith("feed: ")
                .withMessageEndingWith("none.key (expected: a file that can be read)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().feed(relay.base(), folder))
                .withMessageContaining("(expected: a file that can be read)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "rc_k_a rc_k_b", "rc_k_a\nrc_k_b", "Bearer rc_k_a"})
    void aFileThatHoldsNoKeyIsRefusedAtOnceAndNotQuoted(String content) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().feed(relay.base(), file(content)))
                .withMessageStartingWith("feed: ")
                .withMessageContaining("relay.key: API key: ")
                .withMessageNotContaining("rc_k_a");
    }

    @Test
    void aFileThatMayNotBeReadIsRefusedAtOnce() throws Exception {
        Path file = file("rc_k_relays");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "NOT RUN: root may read everything");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().feed(relay.base(), file))
                .withMessageContaining("(expected: a file that can be read)");
    }

    /** As a platform mounts secrets that only one container sees. */
    @Test
    void whoElseMayReadTheFileIsNotLookedAt() throws Exception {
        Path file = file("rc_k_relays");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        try (Verifier verifier = builder().feed(relay.base(), file).build()) {
            await(() -> verifier.freshness().isWithinBound());
        }
    }
}
