/// The store's plumbing: one writer that groups commits, readers that each see one snapshot, migrations.
///
/// Start at [ripcord.server.database.Database]. Knows no domain; depends on nothing of ours.
@NullMarked
package ripcord.server.database;

import org.jspecify.annotations.NullMarked;
