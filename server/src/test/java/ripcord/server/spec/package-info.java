/// Holds code to `spec/`: every exchange of every test is compared with `spec/openapi.json`.
///
/// Start at [ripcord.server.spec.CheckedHttp], the client that tests use, and [ripcord.server.spec.OpenApi], which
/// judges. Knows nothing of
/// the server's classes, so that black-box tests can use it too.
@NullMarked
package ripcord.server.spec;

import org.jspecify.annotations.NullMarked;
