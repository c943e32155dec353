package ripcord.server.http;

/// Nothing of the next request has come, and it is expected to take its time: see [Pauses].
final class Rested extends LetGo {
    private static final long serialVersionUID = 1;

    Rested() {
        super("the next request is waited for elsewhere");
    }
}
