/// One verification, in this process, against a real server that signed the tokens.
@NullMarked
package ripcord.bench.verify;

import org.jspecify.annotations.NullMarked;
