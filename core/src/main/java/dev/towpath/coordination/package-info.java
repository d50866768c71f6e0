/**
 * Leader election: the SPI that chooses one of several instances to run a pipeline, and the lease
 * that proves leadership.
 */
@NullMarked
package dev.towpath.coordination;

import org.jspecify.annotations.NullMarked;
