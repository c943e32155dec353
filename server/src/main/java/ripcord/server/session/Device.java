package ripcord.server.session;

import org.jspecify.annotations.Nullable;

/// Where somebody signed in, as the backend saw it. For people to recognise, never to decide by.
public record Device(
        @Nullable String label,
        @Nullable String ip,
        @Nullable String userAgent) {
    /// Nothing is known.
    public static final Device UNKNOWN = new Device(null, null, null);
}
