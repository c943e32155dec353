/// Requests and answers: the table of routes, who may use each of them, and how what they say is read and written.
///
/// Start at [ripcord.server.http.Routes], the table, and [ripcord.server.http.Gate], which lets nobody reach a handler
/// who may not. Knows the domains; nobody but `Main` and what assembles the server knows it.
@NullMarked
package ripcord.server.http;

import org.jspecify.annotations.NullMarked;
