/**
 * Snapshots: the rows that tables already hold, read in chunks that are put between the
 * transactions of the stream.
 */
@NullMarked
package dev.towpath.internal.snapshot;

import org.jspecify.annotations.NullMarked;
