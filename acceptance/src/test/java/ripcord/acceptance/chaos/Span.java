package ripcord.acceptance.chaos;

/// Something that lasted.
///
/// @param from by [System#nanoTime], inclusive
/// @param to   by [System#nanoTime], exclusive; [Long#MAX_VALUE] while it lasts
record Span(long from, long to) {

    static Span since(long from) {
        return new Span(from, Long.MAX_VALUE);
    }

    Span until(long end) {
        return new Span(from, end);
    }

    boolean holds(long moment) {
        return from - moment <= 0 && (to == Long.MAX_VALUE || moment - to < 0);
    }

    /// How much of it lies between two moments.
    long within(long begin, long end) {
        return Math.max(0, Math.min(end, to) - Math.max(begin, from));
    }
}
