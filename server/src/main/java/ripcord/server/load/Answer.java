package ripcord.server.load;

import java.nio.charset.StandardCharsets;

/// What came back. May hold credentials, so no record.
public final class Answer {
    private final int status;
    private final byte[] body;

    Answer(int status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    /// The status code.
    public int status() {
        return status;
    }

    /// Whether the status says that it was done.
    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /// The body; empty if there was none.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Answer[" + status + "]";
    }
}
