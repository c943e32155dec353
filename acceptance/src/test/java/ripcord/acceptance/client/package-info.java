/// Ripcord's callers as its users write them: a backend with an API key, a browser with a cookie jar, a device.
@NullMarked
package ripcord.acceptance.client;

import org.jspecify.annotations.NullMarked;
