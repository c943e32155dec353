/// A service that embeds the verifier, started by the tests as a process of its own.
@NullMarked
package ripcord.acceptance.service;

import org.jspecify.annotations.NullMarked;
