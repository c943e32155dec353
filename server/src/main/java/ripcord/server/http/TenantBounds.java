package ripcord.server.http;

/// What one tenant may have in progress at a time, where no limit is set for it.
///
/// @param working how many requests of one lane are worked on: enough to group their commits, few for who comes
///                behind
/// @param waiting how many may wait besides
/// @param exports how many exports are written
public record TenantBounds(int working, int waiting, int exports) {
    /// For any machine.
    public static final TenantBounds DEFAULT =
            new TenantBounds(Math.max(16, 4 * Runtime.getRuntime().availableProcessors()), 1_000, 2);
}
