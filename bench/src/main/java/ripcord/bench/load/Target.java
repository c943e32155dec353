package ripcord.bench.load;

import java.io.IOException;
import ripcord.server.load.Endpoint;

/// A server that is asked, in a process of its own.
public interface Target {
    /// Where it listens, on loopback.
    Endpoint endpoint();

    /// What it has used of the processor.
    Processor.Used used() throws IOException;
}
