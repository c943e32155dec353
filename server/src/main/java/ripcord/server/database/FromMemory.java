package ripcord.server.database;

/// Work that is to be done with what is in memory: the store may be away, and nobody waits long for it.
final class FromMemory {
    private static final ScopedValue<Boolean> CURRENT = ScopedValue.newInstance();

    private FromMemory() {}

    static <T> T call(ScopedValue.CallableOp<? extends T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, true).call(work);
    }

    /// Whether the running work is such.
    static boolean isAll() {
        return CURRENT.isBound();
    }
}
