package ripcord.server.database;

/// Is told which servers come and go on a store that several have. Called on the thread that beats: be quick.
public interface ServerWatcher {
    /// Does not care.
    ServerWatcher NOBODY = new ServerWatcher() {
        @Override
        public void joined(String id) {
            // As said.
        }

        @Override
        public void gone(String id) {
            // As said.
        }
    };

    /// This server counts from now on, or again.
    void joined(String id);

    /// Another one has not shown for seconds that it can commit, and this server is the one that took it off the list.
    void gone(String id);
}
