package ripcord.server.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a command come to a good end when somebody presses Ctrl-C, or the process is told to end: it is told, and the
/// process waits for it until this is closed, though not for ever.
final class CtrlC implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::pressed);
    private volatile boolean pressed;

    CtrlC() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void pressed() {
        pressed = true;
        try {
            if (!done.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                Thread.currentThread().interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the command should come to its end; also if its thread is interrupted.
    boolean isPressed() {
        return pressed || Thread.currentThread().isInterrupted();
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and waits no more.
        }
    }
}
