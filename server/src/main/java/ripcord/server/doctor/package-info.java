/// `ripcord doctor`: looks at configuration, store, keys and a server that answers, and says what to do about what it
/// finds. Changes nothing.
///
/// Start at [ripcord.server.doctor.Doctor]. Reads the store beside a server that runs; knows it by its rows.
@NullMarked
package ripcord.server.doctor;

import org.jspecify.annotations.NullMarked;
