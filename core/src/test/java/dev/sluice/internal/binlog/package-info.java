/** Tests of framing, checksums, offsets and transaction boundaries. */
@NullMarked
package dev.sluice.internal.binlog;

import org.jspecify.annotations.NullMarked;
