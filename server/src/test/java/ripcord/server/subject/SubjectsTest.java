package ripcord.server.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.database.OnEveryStore;
import ripcord.server.tenant.TenantId;

@OnEveryStore
class SubjectsTest {
    private static final TenantId TENANT = TenantId.DEFAULT;

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() {
        store = new TestStore(folder, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private long put(String... roles) {
        return store.subjects.put(
                TENANT,
                "alice",
                new SubjectChange(false, List.of(roles), List.of("premium"), Map.of("plan", "gold", "seats", 5)),
                TestStore.ACTOR);
    }

    @Test
    void nobodyIsKnownBeforeAnythingWasStated() {
        assertThat(store.subjects.get(TENANT, "alice")).isEmpty();
        assertThat(store.subjects.authorization(TENANT, "AAAAAAAAAAAAAAAAAAAAAA"))
                .isEmpty();
    }

    @Test
    void whatWasStatedIsWhatIsAnsweredAlsoAfterARestart() {
        put("editor");
        close();
        open();

        var subject = store.subjects.get(TENANT, "alice").orElseThrow();

        assertThat(subject.authorization().roles()).containsExactly("editor");
        assertThat(subject.authorization().entitlements()).containsExactly("premium");
        assertThat(subject.authorization().attributes()).isEqualTo(Map.of("plan", "gold", "seats", 5));
        assertThat(subject.disabled()).isFalse();
    }

    @Test
    void aChangeIsAnsweredAtOnceThroughTheSameReference() {
        put("editor");
        var reference = store.subjects.get(TENANT, "alice").orElseThrow().authzRef();
        assertThat(store.subjects.authorization(TENANT, reference).orElseThrow().roles())
                .containsExactly("editor");

        long seq = put("owner");

        var answer = store.subjects.authorization(TENANT, reference).orElseThrow();
        assertThat(answer.roles()).containsExactly("owner");
        assertThat(answer.asOf()).isGreaterThanOrEqualTo(seq);
    }

    @Test
    void aReferenceIsGoodInItsTenantOnly() {
        put("editor");
        var reference = store.subjects.get(TENANT, "alice").orElseThrow().authzRef();
        store.tenants.create(new TenantId("other"), "", _ -> {});

        assertThat(store.subjects.authorization(new TenantId("other"), reference))
                .isEmpty();
    }

    @Test
    void aReferenceIsOnePersonsForEverAndSaysNothing() {
        var first = store.signIn("alice").authzRef();
        put("editor");

        assertThat(store.signIn("alice").authzRef()).isEqualTo(first).hasSize(22);
        assertThat(store.signIn("bob").authzRef()).isNotEqualTo(first);
    }

    @Test
    void anAttributeMayBeNull() {
        var attributes = new HashMap<String, Object>();
        attributes.put("plan", null);

        store.subjects.put(
                TENANT, "alice", new SubjectChange(false, List.of(), List.of(), attributes), TestStore.ACTOR);

        assertThat(store.subjects
                        .get(TENANT, "alice")
                        .orElseThrow()
                        .authorization()
                        .attributes())
                .isEqualTo(attributes);
    }
}
