package ripcord.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.key.MasterKey;
import ripcord.server.key.Sealer;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.token.SessionCheck.Held;

class TokenKeysTest {
    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private TokenFixture tokens;

    @BeforeEach
    void open() {
        tokens = TokenFixture.open(folder, clock);
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    @Test
    void aRestartOpensWhatWasMadeBefore() {
        var text = tokens.opaque
                .sessionToken(tokens.store.tenant, tokens.store.signIn("alice"))
                .reveal();
        close();
        open();

        assertThat(tokens.sessionTokens.check(tokens.store.tenant, text)).isInstanceOf(Held.class);
    }

    @Test
    void anotherMasterKeyIsRefusedAtTheStart() {
        var random = new SecureRandom();
        var other = new Sealer(MasterKey.readOrCreate(folder.resolve("other.key"), random), random);

        assertThatThrownBy(() -> new TokenKeys(tokens.store.database, other, random, clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: the master key that this store was made with");
    }

    @Test
    void anOldKeyStaysUntilTheLastSessionUnderItIsOver() {
        var stored = tokens.store.signIn("alice");
        var text = tokens.opaque.sessionToken(tokens.store.tenant, stored).reveal();
        clock.advance(Duration.ofDays(90));

        tokens.tokenKeys.maintain();
        clock.advance(Duration.ofHours(2));
        tokens.tokenKeys.maintain();

        assertThat(tokens.tokenKeys.newest()).isEqualTo(2);
        assertThat(tokens.opaque.open(tokens.store.tenant, OpaqueKind.SESSION, text))
                .isPresent();
        tokens.store.sessions.end(TokenFixture.TENANT, stored.session().id(), Cause.bySystem(EndReason.ADMIN));
        tokens.tokenKeys.maintain();
        assertThat(tokens.opaque.open(tokens.store.tenant, OpaqueKind.SESSION, text))
                .isEmpty();
    }
}
