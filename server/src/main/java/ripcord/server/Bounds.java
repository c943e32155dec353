package ripcord.server;

import ripcord.server.feed.FeedStreams;
import ripcord.server.http.HttpServer;
import ripcord.server.http.TenantBounds;

/// How much of the server one tenant can take, whatever limits were set for it.
///
/// @param requests in progress
/// @param apiKeys  that a tenant may have
/// @param feed     streams, of all and of each tenant
/// @param kept     connections, streams among them, before none is kept for another request
record Bounds(TenantBounds requests, int apiKeys, FeedStreams.Limits feed, int kept) {
    private static final int API_KEYS = 1_000;

    /// For this process: three fifths of the connections that it may have are for streams, and a tenth is left free
    /// for who comes.
    static Bounds ofProcess() {
        int connections = HttpServer.connections();
        return new Bounds(TenantBounds.DEFAULT, API_KEYS, FeedStreams.Limits.within(connections), connections / 10 * 9);
    }
}
