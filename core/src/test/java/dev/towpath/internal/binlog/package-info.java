/** Tests of framing, checksums, offsets and transaction boundaries. */
@NullMarked
package dev.towpath.internal.binlog;

import org.jspecify.annotations.NullMarked;
