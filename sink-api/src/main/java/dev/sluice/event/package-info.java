/**
 * What happened in the database: the change events a sink receives, the rows and tables they speak
 * of, and the positions they came from.
 *
 * <p>Everything here is immutable and may be kept, shared between threads and compared across
 * restarts. The permitted subtypes of the sealed types change only in a major release.
 */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
