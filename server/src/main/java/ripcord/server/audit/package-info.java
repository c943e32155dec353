/// Security events: what happened that somebody may have to answer for, as structured log lines.
///
/// The catalogue is [ripcord.server.audit.Action]; start at [ripcord.server.audit.Events]. Depends on `json` alone:
/// ids come as texts, and secrets have no way in.
@NullMarked
package ripcord.server.audit;

import org.jspecify.annotations.NullMarked;
