/**
 * Whose turn it is: the SPI by which one of several instances is chosen to run a pipeline, and the
 * lease that proves it.
 */
@NullMarked
package dev.sluice.coordination;

import org.jspecify.annotations.NullMarked;
