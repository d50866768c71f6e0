/** Tests of what passes from the engine to a sink. */
@NullMarked
package dev.towpath.sink;

import org.jspecify.annotations.NullMarked;
