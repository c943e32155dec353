package ripcord.server.feed;

/// The verifiers behind a relay, as it counts them.
///
/// @param confirmed use the entry
/// @param expired   cannot accept any more what it forbids
/// @param missing   neither
public record Behind(long confirmed, long expired, long missing) {
    static final Behind NOBODY = new Behind(0, 0, 0);

    Behind plus(Behind more) {
        return new Behind(confirmed + more.confirmed, expired + more.expired, missing + more.missing);
    }

    /// When none of them can accept any more.
    Behind allExpired() {
        return new Behind(confirmed, expired + missing, 0);
    }
}
