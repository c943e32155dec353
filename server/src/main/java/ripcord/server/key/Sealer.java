package ripcord.server.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Keeps keys readable only for who has the master key, and each only where it belongs. Thread-safe.
///
/// AES-256-GCM: `version 1 | nonce 12 | ciphertext | tag 16`. Nonces are random: what is sealed are keys, so thousands,
/// far from the 2^32 that SP 800-38D section 8.3 allows.
public final class Sealer {
    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int SHORTEST = 1 + NONCE + TAG_BITS / 8;

    private final SecretKeySpec master;
    private final RandomGenerator random;

    /// @param random must be unpredictable: nonces come from it
    public Sealer(MasterKey key, RandomGenerator random) {
        this(new SecretKeySpec(key.reveal(), "AES"), random);
    }

    private Sealer(SecretKeySpec key, RandomGenerator random) {
        this.master = key;
        this.random = random;
    }

    /// Seals under another key than the master key: for what is sealed too often for one.
    ///
    /// @param key    32 bytes, which nothing else is done with
    /// @param random must be unpredictable
    public static Sealer under(byte[] key, RandomGenerator random) {
        return new Sealer(new SecretKeySpec(key, "AES"), random);
    }

    /// Seals `plain` for one place.
    ///
    /// @param place what [#open] must be told again, the same parts in the same order
    public SealedKey seal(byte[] plain, byte[]... place) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(plain);
            var all = ByteBuffer.allocate(1 + NONCE + sealed.length);
            return new SealedKey(all.put(VERSION).put(nonce).put(sealed).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /// What was sealed for that place; empty if it was sealed under another master key, for another place, or changed.
    public Optional<byte[]> open(SealedKey key, byte[]... place) {
        var sealed = key.bytes();
        if (sealed.length < SHORTEST || sealed[0] != VERSION) {
            return Optional.empty();
        }
        var nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[]... place) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, master, new GCMParameterSpec(TAG_BITS, nonce));
        for (var part : place) {
            // With lengths, so that no two places can be spelled alike.
            cipher.updateAAD(ByteBuffer.allocate(4 + part.length)
                    .putInt(part.length)
                    .put(part)
                    .flip());
        }
        return cipher;
    }

    /// A part of a place.
    public static byte[] part(String text) {
        return text.getBytes(UTF_8);
    }
}
