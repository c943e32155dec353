/// Redis or Valkey: speed that nodes share, and that nobody needs. Plumbing only: what lies there, and what it is
/// worth, is for those who put it there.
///
/// Start at [ripcord.server.redis.Redis]. Depends on `config`, for the address. Only `Lettuce…` knows the driver, and
/// none of its classes is loaded unless a Redis is configured.
@NullMarked
package ripcord.server.redis;

import org.jspecify.annotations.NullMarked;
