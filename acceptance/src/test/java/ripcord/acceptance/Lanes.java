package ripcord.acceptance;

/// Which tests run at the same time: those of a lane one after the other, the lanes side by side, and beside them what
/// names no lane, because it hardly does more than wait.
final class Lanes {
    /// For what keeps all processors busy: no two of these measure each other.
    static final String BUSY = "busy";

    /// For what asks several verifiers all the time, and leaves most of the processors to others.
    static final String WATCHING = "watching";

    /// For what types into a copy of this checkout, whose documents speak of one port.
    static final String TYPED = "typed";

    /// For what starts process after process and waits for most of its time.
    static final String PATIENT = "patient";

    private Lanes() {}
}
