package ripcord.server.http;

import java.util.List;
import java.util.function.LongSupplier;

/// What is to be had on a port, and who watches.
public sealed interface Site permits Routes, RelayRoutes {
    /// All of it.
    List<Route> all();

    /// What stands before it.
    ///
    /// @param nanos a monotonic clock
    Doors doors(LongSupplier nanos);

    /// Who is told what was asked and answered.
    Dispatcher.Watchers watchers();
}
