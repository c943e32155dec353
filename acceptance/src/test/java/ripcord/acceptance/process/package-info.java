/// Real processes, and what is done to them: started, frozen, killed, told a wrong time.
///
/// Start at [ripcord.acceptance.process.ServerProcess].
@NullMarked
package ripcord.acceptance.process;

import org.jspecify.annotations.NullMarked;
