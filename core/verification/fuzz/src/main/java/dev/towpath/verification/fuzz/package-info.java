/** A search by Jazzer for bytes and texts that break a reader. */
@NullMarked
package dev.towpath.verification.fuzz;

import org.jspecify.annotations.NullMarked;
