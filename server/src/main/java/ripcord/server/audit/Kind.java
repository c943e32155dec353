package ripcord.server.audit;

/// What sort of thing an action is. Made by [Weight].
record Kind(Weight weight, Outcome outcome, Category category) {}
