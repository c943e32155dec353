package ripcord.server.http;

/// Takes a stream past the HTTP server down to [Http11]: there are some forty frames between the two, and on top of
/// them
/// each stream that waits would take 10 KiB more.
final class HandedOver extends LetGo {
    private static final long serialVersionUID = 1;

    private final transient byte[] head;
    private final transient Streamed stream;

    /// @param head of the response, to be sent first
    HandedOver(byte[] head, Streamed stream) {
        super("the stream goes on without its request");
        this.head = head.clone();
        this.stream = stream;
    }

    byte[] head() {
        return head.clone();
    }

    Streamed stream() {
        return stream;
    }
}
