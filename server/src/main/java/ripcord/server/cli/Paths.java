package ripcord.server.cli;

import java.util.ArrayList;
import java.util.List;

/// Where things are on the server, as segments that are not encoded yet.
final class Paths {
    private Paths() {}

    /// `/admin/v1/{collection}`
    static String[] admin(String collection) {
        return new String[] {"admin", "v1", collection};
    }

    /// `/admin/v1/{collection}/{id}/…`
    static String[] admin(String collection, String id, String... more) {
        var segments = new ArrayList<>(List.of("admin", "v1", collection, id));
        segments.addAll(List.of(more));
        return segments.toArray(String[]::new);
    }

    /// `/admin/v1/tenants/{tenant}/…`
    static String[] tenant(String tenant, String... more) {
        return admin("tenants", tenant, more);
    }
}
