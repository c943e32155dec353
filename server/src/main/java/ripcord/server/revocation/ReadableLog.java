package ripcord.server.revocation;

/// The log as those see it who pass it on: a server's own, or one that is followed.
public interface ReadableLog {
    /// A random name of the log; another one means that positions cannot be compared.
    String logId();

    /// How far it is applied here.
    long position();

    /// What is live.
    LiveEntries live();

    /// Runs `wake` after the position was published, one thread at a time: be quick.
    void onPublished(Runnable wake);
}
