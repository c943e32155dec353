package ripcord.verifier.jose;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A signature by ES256: two numbers of 32 bytes, one after the other.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.4">RFC 7518 §3.4</a>
 */
final class EcdsaSignature {
    private static final int HALF = 32;
    private static final byte[] ORDER =
            unsigned(new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16));

    private EcdsaSignature() {}

    /**
     * Whether both numbers are from 1 to the curve's order less 1. Checked here because a provider that does not check
     * accepts r = s = 0 for every message and key (CVE-2022-21449).
     */
    static boolean isInRange(byte[] signature) {
        return signature.length == 2 * HALF && isInRange(signature, 0) && isInRange(signature, HALF);
    }

    private static boolean isInRange(byte[] signature, int from) {
        boolean belowOrder = Arrays.compareUnsigned(signature, from, from + HALF, ORDER, 0, HALF) < 0;
        return belowOrder && significant(signature, from) > 0;
    }

    /** Bytes without the leading zeros. */
    private static int significant(byte[] signature, int from) {
        int zeros = 0;
        while (zeros < HALF && signature[from + zeros] == 0) {
            zeros++;
        }
        return HALF - zeros;
    }

    /** The same two numbers as the SEQUENCE of two INTEGERs that every provider takes. Both must be in range. */
    static byte[] toDer(byte[] signature) {
        int r = integerLength(signature, 0);
        int s = integerLength(signature, HALF);
        var der = new byte[6 + r + s];
        der[0] = 0x30;
        der[1] = (byte) (4 + r + s);
        putInteger(der, 2, signature, 0);
        putInteger(der, 4 + r, signature, HALF);
        return der;
    }

    private static int integerLength(byte[] signature, int from) {
        int significant = significant(signature, from);
        boolean looksNegative = signature[from + HALF - significant] < 0;
        return looksNegative ? significant + 1 : significant;
    }

    private static void putInteger(byte[] der, int at, byte[] signature, int from) {
        int length = integerLength(signature, from);
        int significant = significant(signature, from);
        der[at] = 0x02;
        der[at + 1] = (byte) length;
        System.arraycopy(signature, from + HALF - significant, der, at + 2 + length - significant, significant);
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Arrays.copyOfRange(bytes, bytes.length - HALF, bytes.length);
    }
}
