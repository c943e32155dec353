/// A load on one server over loopback, bounded in count and time, and what it cost the server.
///
/// Start at [ripcord.bench.load.LoadMain]. Rates are per second of the *server's* processor time, so that the driver,
/// which shares the machine, does not enter into them.
@NullMarked
package ripcord.bench.load;

import org.jspecify.annotations.NullMarked;
