/**
 * The stream of events that a server sends, and its transactions. Internal: may change in any
 * release.
 */
@NullMarked
package dev.towpath.internal.binlog.stream;

import org.jspecify.annotations.NullMarked;
