package ripcord.verifier.jose;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Checks the numbers of public keys and writes them as SubjectPublicKeyInfo, which every provider takes.
 *
 * <p>The checks are made here, because providers differ in which of them they make and when.
 */
final class PublicKeyInfo {
    private static final byte[] P256_PREFIX =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private static final BigInteger THREE = BigInteger.valueOf(3);
    private static final BigInteger P256_P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger P256_B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

    private static final int SMALLEST_RSA = 2048;
    private static final int LARGEST_RSA = 8192;
    private static final BigInteger SMALLEST_EXPONENT = BigInteger.valueOf(65_537);

    private PublicKeyInfo() {}

    static byte[] p256(byte[] x, byte[] y) {
        if (!isOnP256(new BigInteger(1, x), new BigInteger(1, y))) {
            throw JoseException.malformed("key set: a point that is not on P-256");
        }
        return concat(P256_PREFIX, x, y);
    }

    /** y² = x³ − 3x + b, with both below p. The curve's order is prime: every point on it is a good one. */
    private static boolean isOnP256(BigInteger x, BigInteger y) {
        boolean reduced = x.compareTo(P256_P) < 0 && y.compareTo(P256_P) < 0;
        BigInteger right = x.pow(3).subtract(THREE.multiply(x)).add(P256_B).mod(P256_P);
        return reduced && y.pow(2).mod(P256_P).equals(right);
    }

    static byte[] ed25519(byte[] point) {
        if (!Ed25519Point.isUsable(point)) {
            throw JoseException.malformed("key set: a point that is not one of Ed25519, or of small order");
        }
        return concat(ED25519_PREFIX, point);
    }

    static byte[] rsa(BigInteger modulus, BigInteger exponent) {
        int bits = modulus.bitLength();
        if (bits < SMALLEST_RSA || bits > LARGEST_RSA || !modulus.testBit(0)) {
            throw JoseException.malformed("key set: RSA modulus: " + bits + " bits (expected: odd, " + SMALLEST_RSA
                    + " to " + LARGEST_RSA + " bits)");
        }
        if (exponent.compareTo(SMALLEST_EXPONENT) < 0 || exponent.bitLength() > 64 || !exponent.testBit(0)) {
            throw JoseException.malformed("key set: RSA exponent (expected: odd, from 65537 to 64 bits)");
        }
        if (Roca.isFingerprintOf(modulus)) {
            throw JoseException.malformed("key set: RSA modulus of a generator that makes guessable keys (ROCA)");
        }
        byte[] key = der(0x30, der(0x02, modulus.toByteArray()), der(0x02, exponent.toByteArray()));
        return der(0x30, RSA_ALGORITHM, der(0x03, new byte[1], key));
    }

    private static byte[] der(int tag, byte[]... parts) {
        byte[] content = concat(parts);
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return concat(head, content);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        var all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
