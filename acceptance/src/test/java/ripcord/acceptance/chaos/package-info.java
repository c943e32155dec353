/// The failure matrix: a whole installation as processes, under load, of which one part is broken and healed.
///
/// Start at [ripcord.acceptance.chaos.Matrix], the table; [ripcord.acceptance.chaos.Experiment] runs one of its rows,
/// and [ripcord.acceptance.chaos.Verdict] is what is found in the history that was recorded meanwhile.
@NullMarked
package ripcord.acceptance.chaos;

import org.jspecify.annotations.NullMarked;
