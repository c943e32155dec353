package ripcord.server.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealerTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] SECRET = {1, 2, 3, 4, 5};
    private static final byte[] HERE = Sealer.part("here");

    @TempDir
    Path folder;

    @Test
    void whatWasSealedForAPlaceOpensThere() {
        var sealer = sealer("a");

        assertThat(sealer.open(sealer.seal(SECRET, HERE), HERE)).hasValue(SECRET);
    }

    @Test
    void whatWasSealedForAPlaceOpensNowhereElse() {
        var sealer = sealer("a");
        var sealed = sealer.seal(SECRET, Sealer.part("ab"), Sealer.part("c"));

        assertThat(sealer.open(sealed, Sealer.part("a"), Sealer.part("bc"))).isEmpty();
        assertThat(sealer.open(sealed, Sealer.part("abc"))).isEmpty();
        assertThat(sealer.open(sealed)).isEmpty();
    }

    @Test
    void anotherMasterKeyOpensNothing() {
        var sealed = sealer("a").seal(SECRET, HERE);

        assertThat(sealer("b").open(sealed, HERE)).isEmpty();
    }

    @Test
    void whatWasChangedOrCutAnywhereDoesNotOpen() {
        var sealer = sealer("a");
        var bytes = sealer.seal(SECRET, HERE).bytes();

        for (int i = 0; i < bytes.length; i++) {
            var changed = bytes.clone();
            changed[i] ^= 1;
            assertThat(sealer.open(new SealedKey(changed), HERE)).isEmpty();
            assertThat(sealer.open(new SealedKey(Arrays.copyOf(bytes, i)), HERE))
                    .isEmpty();
        }
    }

    @Test
    void theSameIsNeverSealedToTheSame() {
        var sealer = sealer("a");

        assertThat(sealer.seal(SECRET, HERE).bytes())
                .isNotEqualTo(sealer.seal(SECRET, HERE).bytes());
    }

    @Test
    void aMasterKeyIsMadeOnceAndForItsOwnerAlone() throws IOException {
        var file = folder.resolve("new").resolve("master.key");

        var made = MasterKey.readOrCreate(file, RANDOM);
        var read = MasterKey.readOrCreate(file, RANDOM);

        assertThat(read.reveal()).isEqualTo(made.reveal());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "a text that is no key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aFileThatHoldsNoKeyIsNamedAndItsTextIsNotShown(String text) throws IOException {
        var file = Files.writeString(folder.resolve("master.key"), text);

        assertThatThrownBy(() -> MasterKey.readOrCreate(file, RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("master.key")
                .satisfies(fault -> assertThat(
                                text.isEmpty() || !fault.getMessage().contains(text))
                        .isTrue());
    }

    @Test
    void aMasterKeyDoesNotPrintItself() {
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[MasterKey.BYTES]);

        assertThat(MasterKey.of(text)).hasToString("MasterKey[redacted]");
    }

    private Sealer sealer(String name) {
        return new Sealer(MasterKey.readOrCreate(folder.resolve(name), RANDOM), RANDOM);
    }
}
