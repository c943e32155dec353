package ripcord.server.health;

/// One thing that was looked at.
///
/// @param name   stable
/// @param detail for people: what was seen and, if it is not well, what to do
public record Check(String name, Status status, String detail) {
    /// How it is.
    public enum Status {
        OK,
        /// The server works, and somebody should look at it.
        WARN,
        /// The server cannot do its work.
        FAIL;

        /// As JSON holds it.
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Check ok(String name, String detail) {
        return new Check(name, Status.OK, detail);
    }

    static Check warn(String name, String detail) {
        return new Check(name, Status.WARN, detail);
    }

    static Check fail(String name, String detail) {
        return new Check(name, Status.FAIL, detail);
    }
}
