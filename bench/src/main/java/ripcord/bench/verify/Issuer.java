package ripcord.bench.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/// One issuer with one key, whose access tokens are those of the server under the policy that a tenant begins with:
/// twelve claims, about 700 bytes, good for an hour.
final class Issuer {
    /// Also whom the tokens are for, as that policy has it.
    static final String NAME = "https://accounts.example.com/t/customers";

    static final String CLIENT = "storefront";
    private static final String KEY_ID = "kQ3vT0yZb8WmN1xE";
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final int LIFE_SECONDS = 3600;

    private final Signing signing;
    private final KeyPair pair;
    private final SplittableRandom random = new SplittableRandom(7);

    Issuer(Signing signing) throws GeneralSecurityException {
        this.signing = signing;
        this.pair = signing.newPair();
    }

    Signing signing() {
        return signing;
    }

    PublicKey key() {
        return pair.getPublic();
    }

    String jwk() {
        return signing.jwk(KEY_ID, pair.getPublic());
    }

    byte[] jwks() {
        return ("{\"keys\":[" + jwk() + "]}").getBytes(UTF_8);
    }

    /// Tokens of as many sessions, each of another subject.
    List<String> tokens(int count) throws GeneralSecurityException {
        var tokens = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            tokens.add(token());
        }
        return tokens;
    }

    private String token() throws GeneralSecurityException {
        String header = "{\"alg\":\"" + signing.name() + "\",\"kid\":\"" + KEY_ID + "\",\"typ\":\"at+jwt\"}";
        String signed = encode(header) + "." + encode(claims());
        return signed + "." + BASE64URL.encodeToString(signing.sign(pair.getPrivate(), signed));
    }

    private static String encode(String text) {
        return BASE64URL.encodeToString(text.getBytes(UTF_8));
    }

    private String claims() {
        long now = System.currentTimeMillis() / 1000;
        return "{\"iss\":\"" + NAME + "\",\"sub\":\"" + new UUID(random.nextLong(), random.nextLong()) + "\",\"aud\":\""
                + NAME + "\",\"exp\":" + (now + LIFE_SECONDS) + ",\"iat\":" + now + ",\"jti\":\"" + id()
                + "\",\"client_id\":\"" + CLIENT + "\",\"sid\":\"" + id() + "\",\"rev\":" + now * 1_000_000
                + ",\"auth_time\":" + now + ",\"amr\":[\"pwd\",\"otp\"],\"authz_ref\":\"" + id() + "\"}";
    }

    /// 16 bytes.
    private String id() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return BASE64URL.encodeToString(bytes);
    }
}
