package ripcord.verifier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ripcord.verifier.http.ClosingPeer.Manner;

/** Connections that are kept, and closed by the server when the next request is on its way. */
final class HttpTest {
    private final ClosingPeer peer = new ClosingPeer();
    private final Http http = new Http(Duration.ofMillis(1500), false);

    @BeforeEach
    void keepAConnection() {
        assertThat(ask()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        peer.close();
    }

    private int ask() {
        return http.call(peer.at("/t/default/oauth/introspect"))
                .post("application/x-www-form-urlencoded", "token=t")
                .join()
                .status();
    }

    @Test
    void aQuestionIsAskedAgainWhereItsConnectionWasClosed() {
        peer.next(Manner.CLOSED);

        assertThat(ask()).isEqualTo(200);
        assertThat(peer.connections()).isEqualTo(2);
        assertThat(peer.asked()).isEqualTo(3);
    }

    @Test
    void nothingIsAskedOnAConnectionWhoseEndWasAnnounced() {
        peer.next(Manner.LAST);

        assertThat(ask()).isEqualTo(200);
        assertThat(ask()).isEqualTo(200);
        assertThat(peer.connections()).isEqualTo(2);
        assertThat(peer.asked()).isEqualTo(3);
    }

    @Test
    void aQuestionIsNotAskedMoreThanTwice() {
        peer.next(Manner.CLOSED, Manner.CLOSED, Manner.CLOSED);

        assertThatThrownBy(this::ask).isInstanceOf(CompletionException.class).hasCauseInstanceOf(IOException.class);
        assertThat(peer.asked()).isEqualTo(3);
    }

    @Test
    void aQuestionThatHasHalfAnAnswerIsNotAskedAgain() {
        peer.next(Manner.CUT);

        assertThatThrownBy(this::ask).isInstanceOf(CompletionException.class).hasCauseInstanceOf(IOException.class);
        assertThat(peer.asked()).isEqualTo(2);
    }

    @Test
    void theDeadlineIsForBothTriesTogether() {
        peer.next(Manner.CLOSED, Manner.IGNORED);

        assertThatThrownBy(this::ask)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(peer.asked()).isEqualTo(3);
    }
}
