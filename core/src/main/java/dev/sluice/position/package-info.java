/**
 * Where the stream is to be resumed: the SPI that keeps positions, and stores for a single node.
 */
@NullMarked
package dev.sluice.position;

import org.jspecify.annotations.NullMarked;
