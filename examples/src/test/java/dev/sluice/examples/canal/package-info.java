/** The migration from canal, reported and run on real servers. */
@NullMarked
package dev.sluice.examples.canal;

import org.jspecify.annotations.NullMarked;
