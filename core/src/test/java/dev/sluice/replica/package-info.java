/** Whether a stream of changes, applied elsewhere, gives the same tables. */
@NullMarked
package dev.sluice.replica;

import org.jspecify.annotations.NullMarked;
