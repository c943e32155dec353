/// One verification, in this process and without a server: beside the bare signature, beside other libraries, from the
/// cache, and beside a million live entries. Start at [ripcord.bench.verify.VerifyMain].
@NullMarked
package ripcord.bench.verify;

import org.jspecify.annotations.NullMarked;
