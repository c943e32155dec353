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

    /// One value that the server did not take.
    record Fault(String field, String expected) {}

    private Failure(int code, String message, List<Fault> faults, String requestId) {
        super(message, null, false, false);
        this.code = code;
        this.faults = List.copyOf(faults);
        this.requestId = requestId;
    }

    static Failure failed(String message) {
        return new Failure(FAILED, message, List.of(), "");
    }

    static Failure usage(String message) {
        return new Failure(USAGE, message, List.of(), "");
    }

    static Failure unreachable(String message) {
        return new Failure(UNREACHABLE, message, List.of(), "");
    }

    /// @param requestId empty if the server said none
    static Failure refused(String message, List<Fault> faults, String requestId) {
        return new Failure(FAILED, message, faults, requestId);
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

    /// What happened.
    String said() {
        return String.valueOf(getMessage());
    }
}
