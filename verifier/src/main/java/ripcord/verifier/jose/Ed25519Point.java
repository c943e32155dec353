package ripcord.verifier.jose;

import java.math.BigInteger;
import java.util.HexFormat;

/**
 * Whether 32 bytes are a public key of Ed25519 that means something.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1.3">RFC 8032 §5.1.3</a>
 */
final class Ed25519Point {
    /** The curve's base point: the shortest example of a good one. */
    static final byte[] BASE = HexFormat.of().parseHex("58" + "66".repeat(31));

    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger D = BigInteger.valueOf(-121_665)
            .multiply(BigInteger.valueOf(121_666).modInverse(P))
            .mod(P);

    private Ed25519Point() {}

    static boolean isUsable(byte[] point) {
        BigInteger y = littleEndian(point).clearBit(255);
        return y.compareTo(P) < 0 && isOnCurve(y) && !isOfSmallOrder(y);
    }

    /** Whether x² = (y² − 1) / (d·y² + 1) has a solution: Euler's criterion. */
    private static boolean isOnCurve(BigInteger y) {
        BigInteger xSquared = xSquared(y);
        BigInteger criterion = xSquared.modPow(P.shiftRight(1), P);
        return xSquared.signum() == 0 || criterion.equals(BigInteger.ONE);
    }

    private static BigInteger xSquared(BigInteger y) {
        BigInteger ySquared = y.multiply(y).mod(P);
        BigInteger denominator = D.multiply(ySquared).add(BigInteger.ONE).mod(P);
        return ySquared.subtract(BigInteger.ONE)
                .multiply(denominator.modInverse(P))
                .mod(P);
    }

    /**
     * With such a key one signature fits many messages. The orders 1 and 2 have x = 0, order 4 has y = 0; doubling a
     * point of order 8 gives one of order 4, that is y² + x² = 0.
     */
    private static boolean isOfSmallOrder(BigInteger y) {
        BigInteger xSquared = xSquared(y);
        BigInteger ySquared = y.multiply(y).mod(P);
        return xSquared.signum() == 0
                || y.signum() == 0
                || xSquared.add(ySquared).mod(P).signum() == 0;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        var reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }
}
