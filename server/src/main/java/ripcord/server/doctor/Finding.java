package ripcord.server.doctor;

import java.util.Locale;

/// Something that was looked at.
///
/// @param toDo empty if nothing is to be done
record Finding(Level level, String about, String found, String toDo) {
    /// How much it matters.
    enum Level {
        OK,
        /// Somebody may act.
        WARNING,
        /// Somebody must.
        ERROR;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String about, String found) {
        return new Finding(Level.OK, about, found, "");
    }

    static Finding warning(String about, String found, String toDo) {
        return new Finding(Level.WARNING, about, found, toDo);
    }

    static Finding error(String about, String found, String toDo) {
        return new Finding(Level.ERROR, about, found, toDo);
    }
}
