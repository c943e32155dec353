package ripcord.server.key;

/// A key as the store keeps it: only [Sealer#open] makes anything of it.
public final class SealedKey {
    private final byte[] bytes;

    /// From a row.
    public SealedKey(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /// For a row.
    public byte[] bytes() {
        return bytes.clone();
    }
}
