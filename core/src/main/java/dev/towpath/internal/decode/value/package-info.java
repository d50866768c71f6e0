/** Decoders of column values by type. Internal: may change in any release. */
@NullMarked
package dev.towpath.internal.decode.value;

import org.jspecify.annotations.NullMarked;
