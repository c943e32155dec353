package ripcord.server.database;

/// Something that servers hold in memory, and is other now.
///
/// @param topic whose it is
/// @param about which of them; empty text where there is one
record Change(String topic, String about) {}
