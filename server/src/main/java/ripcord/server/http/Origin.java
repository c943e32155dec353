package ripcord.server.http;

import java.net.URI;

/// The origin (RFC 6454) of a public address: what a browser says of a page that came from there.
final class Origin {
    private Origin() {}

    static String of(URI base) {
        boolean usual = base.getPort() < 0
                || (base.getScheme().equals("https") && base.getPort() == 443)
                || (base.getScheme().equals("http") && base.getPort() == 80);
        return base.getScheme() + "://" + base.getHost() + (usual ? "" : ":" + base.getPort());
    }
}
