package ripcord.server.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A process that the demo started, as it is written down: one line `name pid started port`.
///
/// @param started when, as the operating system has it; a later process may get the same number
record Recorded(String name, long pid, Instant started, int port) {
    /// The system tells the moment relative to a start of its own that it knows to the second.
    private static final Duration CLOSE = Duration.ofSeconds(3);

    static Recorded of(String name, ProcessHandle process, int port) {
        return new Recorded(name, process.pid(), process.info().startInstant().orElse(Instant.EPOCH), port);
    }

    /// Empty if the line is not one of ours.
    static Optional<Recorded> read(String line) {
        var parts = line.split(" ", -1);
        try {
            return parts.length == 4
                    ? Optional.of(new Recorded(
                            parts[0],
                            Long.parseLong(parts[1]),
                            Instant.ofEpochMilli(Long.parseLong(parts[2])),
                            Integer.parseInt(parts[3])))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    String line() {
        return name + " " + pid + " " + started.toEpochMilli() + " " + port;
    }

    /// The process, if it is still that one.
    Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isThatOne);
    }

    private boolean isThatOne(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(instant -> Duration.between(started, instant).abs().compareTo(CLOSE) <= 0)
                .orElse(false);
    }
}
