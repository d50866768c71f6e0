/**
 * Change events as a sink receives them, with their rows, tables and positions.
 *
 * <p>All types are immutable; instances may be kept, shared between threads and compared across
 * restarts. The permitted subtypes of the sealed types change only in a major release.
 */
@NullMarked
package dev.towpath.event;

import org.jspecify.annotations.NullMarked;
