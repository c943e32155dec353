package ripcord.server.session;

import java.time.Instant;

/// Sessions were ended: durable, and applied on this node.
///
/// @param seq      whoever has applied the log up to here refuses their tokens
/// @param at       when, for confirmations
/// @param sessions how many this call ended; 0 if they were over before
public record Ended(long seq, Instant at, int sessions) {}
