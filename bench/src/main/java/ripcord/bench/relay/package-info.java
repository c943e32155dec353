/// Relays: a small tree of processes, measured, and a model of a large one that rests on it.
@NullMarked
package ripcord.bench.relay;

import org.jspecify.annotations.NullMarked;
