package ripcord.verifier.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ripcord.verifier.feed.Effect;
import ripcord.verifier.feed.Entries;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.MovableClocks;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;
import ripcord.verifier.remote.Resolution.Known;
import ripcord.verifier.remote.Resolution.Unavailable;
import ripcord.verifier.remote.Resolution.Unknown;

final class AuthorizationSourceTest {
    private static final String REFERENCE = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final List<Target> TARGETS =
            List.of(Target.of(TargetType.SUBJECT, "default", "alice"), Target.of(TargetType.TENANT, "default", ""));

    private final MovableClocks clocks = new MovableClocks();
    private final EntrySet entries = Entries.none();
    private final AtomicLong asOf = new AtomicLong(10);
    private final Peer peer = new Peer(asked -> Peer.Said.json(
            "{\"roles\":[\"editor\"],\"entitlements\":[\"premium\"],\"attributes\":{\"plan\":\"gold\"},\"as_of\":"
                    + asOf.get() + "}"));
    private final AuthorizationSource source = new AuthorizationSource(
            new Http(Duration.ofSeconds(2), false), new ApiKey(() -> "rc_k_test"), clocks, entries);

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void resolvesOnceAndRemembers() {
        assertThat(roles()).containsExactly("editor");
        assertThat(roles()).containsExactly("editor");

        assertThat(peer.asked).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("GET");
            assertThat(asked.path()).isEqualTo("/t/default/authz/" + REFERENCE);
            assertThat(asked.headers().getFirst("Authorization")).isEqualTo("Bearer rc_k_test");
        });
    }

    @Test
    void aNewerEntryOfEitherEffectVoidsWhatIsRemembered() {
        roles();
        Entries.add(entries, Effect.INVALIDATE, TargetType.SUBJECT, "alice", 11);
        asOf.set(11);
        roles();
        Entries.add(entries, Effect.REVOKE, TargetType.TENANT, "", 12);
        asOf.set(12);
        roles();

        assertThat(peer.asked).hasSize(3);
    }

    @Test
    void anEntryThatIsNotNewerVoidsNothing() {
        roles();
        Entries.add(entries, Effect.INVALIDATE, TargetType.SUBJECT, "alice", 10);
        Entries.add(entries, Effect.INVALIDATE, TargetType.SUBJECT, "bob", 99);
        roles();

        assertThat(peer.asked).hasSize(1);
    }

    @Test
    void anAnswerThatIsOlderThanAnEntryIsNotUsed() {
        Entries.add(entries, Effect.INVALIDATE, TargetType.SUBJECT, "alice", 11);

        assertThat(resolve(Long.MAX_VALUE)).isInstanceOf(Unavailable.class);
    }

    @Test
    void nothingIsRememberedForMoreThanAnHour() {
        roles();
        clocks.advance(Duration.ofMinutes(60));
        roles();
        assertThat(peer.asked).hasSize(1);

        clocks.advance(Duration.ofNanos(1));
        roles();
        assertThat(peer.asked).hasSize(2);
    }

    @Test
    void whileTheLogIsStaleOnlyAYoungAnswerIsUsed() {
        roles();
        clocks.advance(Duration.ofSeconds(2));
        resolve(Duration.ofSeconds(2).toNanos());
        assertThat(peer.asked).hasSize(1);

        resolve(Duration.ofSeconds(2).toNanos() - 1);
        assertThat(peer.asked).hasSize(2);
    }

    @Test
    void theEntriesAreLookedUpBeforeItIsAskedHowFreshTheyAre() {
        roles();
        source.resolve(peer.at("/t/default/authz"), REFERENCE, TARGETS, () -> {
            Entries.add(entries, Effect.INVALIDATE, TargetType.SUBJECT, "alice", 99);
            return Long.MAX_VALUE;
        });

        assertThat(peer.asked).hasSize(1);
    }

    @Test
    void whatIsRememberedIsUsedWhileTheServerIsAway() {
        roles();
        peer.close();

        assertThat(roles()).containsExactly("editor");
    }

    @Test
    void withoutAnAnswerThereIsNoAuthorization() {
        peer.answer(asked -> Peer.Said.status(503));
        assertThat(resolve(Long.MAX_VALUE)).isInstanceOf(Unavailable.class);

        peer.answer(asked -> Peer.Said.json("{\"roles\":[1]}"));
        assertThat(resolve(Long.MAX_VALUE)).isInstanceOf(Unavailable.class);
    }

    @Test
    void anErasedSubjectIsUnknownAndAskedForAgain() {
        peer.answer(asked -> Peer.Said.status(404));

        assertThat(resolve(Long.MAX_VALUE)).isInstanceOf(Unknown.class);
        assertThat(resolve(Long.MAX_VALUE)).isInstanceOf(Unknown.class);
        assertThat(peer.asked).hasSize(2);
    }

    @Test
    void aReferenceNeverChoosesAnotherPath() {
        for (String wrong : List.of("", "../../admin", "a?b", "a#b", "a b", "ä", "x".repeat(65))) {
            assertThat(source.resolve(peer.at("/t/default/authz"), wrong, TARGETS, () -> Long.MAX_VALUE))
                    .isInstanceOf(Unknown.class);
        }
        assertThat(peer.asked).isEmpty();
    }

    private List<String> roles() {
        return ((Known) resolve(Long.MAX_VALUE)).authorization().roles();
    }

    private Resolution resolve(long longest) {
        return source.resolve(peer.at("/t/default/authz"), REFERENCE, TARGETS, () -> longest);
    }
}
