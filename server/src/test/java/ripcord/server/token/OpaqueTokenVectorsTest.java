package ripcord.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ripcord.server.session.SessionId;
import ripcord.server.session.SessionSecret;
import ripcord.server.spec.SpecFiles;
import ripcord.server.tenant.InternalId;
import tools.jackson.databind.JsonNode;

/// The construction is that of `spec/vectors/opaque-tokens.json`, to the byte.
class OpaqueTokenVectorsTest {
    private static final JsonNode VECTORS = SpecFiles.json("vectors/opaque-tokens.json");

    @ParameterizedTest
    @MethodSource("valid")
    void aTokenIsMadeAsTheVectorsSay(JsonNode vector) {
        var body = body(vector);
        var outer = Tags.outer(Tags.key(hex(vector, "token_key")), body);

        var token = OpaqueToken.of(body, outer, secret(vector));

        assertThat(body.bytes()).isEqualTo(hex(vector, "message"));
        assertThat(outer).isEqualTo(hex(vector, "outer_tag"));
        assertThat(token.reveal()).isEqualTo(vector.get("token").stringValue());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aTokenOfTheVectorsIsOpenedAndAuthentic(JsonNode vector) {
        var opened = tokens(vector)
                .open(tenant(vector), kind(vector), vector.get("token").stringValue());

        assertThat(opened).isPresent();
        assertThat(opened.get().session().text())
                .isEqualTo(vector.get("session_id").stringValue());
        assertThat(opened.get().generation()).isEqualTo(vector.get("generation").intValue());
        assertThat(opened.get().authentic(secret(vector))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aTokenThatTheVectorsRefuseIsRefusedWhereTheySay(JsonNode vector) {
        var opened = tokens(vector)
                .open(tenant(vector), kind(vector), vector.get("token").stringValue());

        boolean pastTheOuterTag = vector.get("reason").stringValue().equals("inner_tag");
        assertThat(opened.isPresent()).isEqualTo(pastTheOuterTag);
        assertThat(opened.map(token -> token.authentic(secret(vector)))).isNotEqualTo(Optional.of(true));
    }

    static List<Named<JsonNode>> valid() {
        return vectors("valid");
    }

    static List<Named<JsonNode>> refused() {
        return vectors("refused");
    }

    private static List<Named<JsonNode>> vectors(String list) {
        Stream<JsonNode> vectors = StreamSupport.stream(VECTORS.get(list).spliterator(), false);
        return vectors.map(vector -> Named.of(vector.get("name").stringValue(), vector))
                .toList();
    }

    private static OpaqueTokens tokens(JsonNode vector) {
        var key = Tags.key(hex(vector, "token_key"));
        int id = vector.get("token_key_id").intValue();
        return new OpaqueTokens(asked -> asked == id ? key : null);
    }

    private static Tags.Body body(JsonNode vector) {
        return new Tags.Body(
                kind(vector),
                (byte) 1,
                (byte) vector.get("token_key_id").intValue(),
                tenant(vector),
                SessionId.parse(vector.get("session_id").stringValue()).orElseThrow(),
                vector.get("generation").intValue());
    }

    private static OpaqueKind kind(JsonNode vector) {
        return vector.get("kind").stringValue().equals("session_token") ? OpaqueKind.SESSION : OpaqueKind.REFRESH;
    }

    private static InternalId tenant(JsonNode vector) {
        var bytes = ByteBuffer.wrap(hex(vector, "tenant_internal_id"));
        return new InternalId(bytes.getLong(), bytes.getLong());
    }

    private static SessionSecret secret(JsonNode vector) {
        return SessionSecret.random(new Given(hex(vector, "session_secret")));
    }

    private static byte[] hex(JsonNode vector, String member) {
        return HexFormat.of().parseHex(vector.get(member).stringValue());
    }

    /// Not random at all.
    private static final class Given implements RandomGenerator {
        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] into) {
            System.arraycopy(bytes, 0, into, 0, into.length);
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }
    }
}
