package ripcord.server.tenant;

import org.jspecify.annotations.Nullable;

/// How much of this server a tenant may use. Null: as much as there is.
///
/// @param requestsPerSecond what asks or gives, not what takes back; at least 1
/// @param signInsPerSecond  at least 1
/// @param sessions          that are alive at a time
/// @param subjects          that are known
public record Limits(
        @Nullable Integer requestsPerSecond,
        @Nullable Integer signInsPerSecond,
        @Nullable Long sessions,
        @Nullable Long subjects) {
    /// As much as there is.
    public static final Limits NONE = new Limits(null, null, null, null);
}
