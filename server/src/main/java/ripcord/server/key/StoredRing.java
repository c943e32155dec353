package ripcord.server.key;

import java.util.List;

/// A tenant's ring as its rows hold it.
///
/// @param version counts its changes; 0 if there is none yet
record StoredRing(long version, List<StoredKey> keys) {
    StoredRing {
        keys = List.copyOf(keys);
    }
}
