package ripcord.server.http;

/// What stands before every handler: who may not is refused here.
interface Doors {
    /// Answers the call, if who makes it may.
    Answer enter(Call call);

    /// Says of an answer what has to be said of all of them.
    Answer mark(Answer answer);
}
