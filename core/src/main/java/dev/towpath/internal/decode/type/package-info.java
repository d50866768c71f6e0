/**
 * The types of columns: their codes, names, metadata and texts. Internal: may change in any
 * release.
 */
@NullMarked
package dev.towpath.internal.decode.type;

import org.jspecify.annotations.NullMarked;
