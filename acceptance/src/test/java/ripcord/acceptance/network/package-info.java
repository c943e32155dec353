/// What lies between two processes: a proxy that delays, swallows and cuts, and a reader of the raw feed.
@NullMarked
package ripcord.acceptance.network;

import org.jspecify.annotations.NullMarked;
