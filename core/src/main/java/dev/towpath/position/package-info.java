/**
 * Positions at which a stream resumes: the SPI of position stores, and stores for a single node.
 */
@NullMarked
package dev.towpath.position;

import org.jspecify.annotations.NullMarked;
