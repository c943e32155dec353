/// What all measurements share: the machine that they ran on, and the document that they are written to.
@NullMarked
package ripcord.bench;

import org.jspecify.annotations.NullMarked;
