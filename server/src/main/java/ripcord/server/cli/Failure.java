package ripcord.server.cli;

import java.util.List;

/// That a command was not done: what is said about it, and the exit code. Has no stack trace: it is no bug.
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Done.
    static final int DONE = 0;
    /// The server refused, or something failed on the way.
    static final int FAILED = 1;
    /// What was typed cannot be done.
    static final int USAGE = 2;
    /// There is no server, or none of ours.
    static final int UNREACHABLE = 3;

    private final int code;
    private final transient List<Fault> faults;
    private final String requestId;
    private final String reason;

    /// One value that the server did not take.
    record Fault(String field, String expected) {}

    /// What a server said when it refused.
    ///
    /// @param code      its name for why
    /// @param requestId empty if the server said none
    record Refusal(String code, List<Fault> faults, String requestId) {
        private static final Refusal NONE = new Refusal("", List.of(), "");
    }

    private Failure(int code, String message, Refusal refusal) {
        super(message, null, false, false);
        this.code = code;
        this.faults = List.copyOf(refusal.faults);
        this.requestId = refusal.requestId;
        this.reason = refusal.code;
    }

    static Failure failed(String message) {
        return new Failure(FAILED, message, Refusal.NONE);
    }

    static Failure usage(String message) {
        return new Failure(USAGE, message, Refusal.NONE);
    }

    static Failure unreachable(String message) {
        return new Failure(UNREACHABLE, message, Refusal.NONE);
    }

    static Failure refused(String message, Refusal refusal) {
        return new Failure(FAILED, message, refusal);
    }

    int code() {
        return code;
    }

    List<Fault> faults() {
        return faults;
    }

    String requestId() {
        return requestId;
    }

    /// What the server called its reason; empty if it was none of a server's.
    String reason() {
        return reason;
    }

    /// What happened.
    String said() {
        return String.valueOf(getMessage());
    }
}
