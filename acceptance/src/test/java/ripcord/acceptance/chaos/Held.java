package ripcord.acceptance.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.history.Presentation;

/// One session as its device holds it: the newest tokens, and everything that it presented. Thread-safe.
final class Held {
    enum State {
        ALIVE,
        /// The end was asked for, and no answer said that it is done.
        ENDING,
        ENDED
    }

    private final int number;
    private final String id;
    private final String cookie;
    private final int firstGeneration;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final List<Presentation> presentations = new ArrayList<>();
    private volatile State state = State.ALIVE;
    private volatile Tokens tokens;

    /// What the last answer carried.
    ///
    /// @param since when that answer was asked for
    record Tokens(String refresh, String access, long since) {}

    /// @param asked when the sign-in was asked for
    Held(int number, SignedIn signedIn, String tenant, long asked) {
        this.number = number;
        this.id = signedIn.sessionId();
        this.cookie = "__Host-rc_session-" + tenant + "=" + signedIn.sessionToken();
        this.tokens = new Tokens(signedIn.refreshToken(), signedIn.accessToken(), asked);
        this.firstGeneration = Presentation.generationOf(signedIn.refreshToken());
    }

    int number() {
        return number;
    }

    String id() {
        return id;
    }

    /// As a browser sends it.
    String cookie() {
        return cookie;
    }

    /// By which the server tells it from others.
    String party() {
        return "device/" + number;
    }

    int firstGeneration() {
        return firstGeneration;
    }

    Tokens tokens() {
        return tokens;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /// A device does one thing after the other.
    ///
    /// @return false while it does something else
    boolean take() {
        return busy.compareAndSet(false, true);
    }

    void release() {
        busy.set(false);
    }

    synchronized void presented(Presentation presentation) {
        presentations.add(presentation);
    }

    void received(Tokens next) {
        tokens = next;
    }

    synchronized List<Presentation> presentations() {
        return List.copyOf(presentations);
    }
}
