package ripcord.server.http;

import java.io.IOException;
import java.io.OutputStream;

/// What is written bit by bit, for as long as it lasts, by the thread of its connection. It runs when its request was
/// dealt with, and must not hold what belonged to that: there are thousands of them, and most of the time they wait.
@FunctionalInterface
interface Streamed {
    /// Runs once, and sees to its own end: what bounds the writing bounds the closing of `out`, too.
    ///
    /// @throws IOException if the connection broke, or must be broken
    void write(OutputStream out) throws IOException;
}
