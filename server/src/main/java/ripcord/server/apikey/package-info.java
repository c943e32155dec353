/// API keys: what trusted backends, verifiers and operators show, and what each of them may do.
///
/// Start at [ripcord.server.apikey.ApiKeys]. Depends on `database` and `tenant`; nothing here knows HTTP.
@NullMarked
package ripcord.server.apikey;

import org.jspecify.annotations.NullMarked;
