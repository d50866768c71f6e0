/**
 * The conversion of packets to events whose place in the stream is known: framing, checksums, file
 * and offset, and where transactions begin and end.
 */
@NullMarked
package dev.towpath.internal.binlog;

import org.jspecify.annotations.NullMarked;
