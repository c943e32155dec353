package ripcord.verifier.jose;

import java.math.BigInteger;

/**
 * Recognizes RSA moduli of the generator of CVE-2017-15361, whose factors can be computed: both primes, and so the
 * modulus, are powers of 65537 modulo each of the first small primes. A good modulus is that with a probability of less
 * than 2⁻²⁷ over the primes used here.
 */
final class Roca {
    private static final int GENERATOR = 65_537;
    private static final int[] PRIMES = {11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157};

    private Roca() {}

    static boolean isFingerprintOf(BigInteger modulus) {
        for (int prime : PRIMES) {
            int residue = modulus.mod(BigInteger.valueOf(prime)).intValue();
            if (!isPowerOfGenerator(residue, prime)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPowerOfGenerator(int residue, int prime) {
        int power = 1;
        do {
            if (power == residue) {
                return true;
            }
            power = power * (GENERATOR % prime) % prime;
        } while (power != 1);
        return false;
    }
}
