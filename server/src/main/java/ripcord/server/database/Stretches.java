package ripcord.server.database;

/// How to walk over a table by where its rows lie, some thousand of them at a time. In the order of a key a store would
/// look each row up, and they lie all over the table.
///
/// A row that is changed meanwhile may be met twice, or not at all, and one that is added may not be met.
///
/// @param next   asks, with the place where a stretch begins, for the place where the next one does and for 1 if
///               there is none after it, else 0. The first begins at 0
/// @param within is true of the rows of a stretch: binds the place where it begins, and where the next one does
public record Stretches(String next, String within) {}
