/** Tests of the migration from canal on real servers. */
@NullMarked
package dev.towpath.examples.canal;

import org.jspecify.annotations.NullMarked;
