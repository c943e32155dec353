package ripcord.server.key;

/// A key of a ring whose private half could be opened, with its times.
record OpenKey(RingKey ring, SigningKey key) {}
