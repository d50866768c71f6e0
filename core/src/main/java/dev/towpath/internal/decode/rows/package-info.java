/** Rows events and the images of rows in them. Internal: may change in any release. */
@NullMarked
package dev.towpath.internal.decode.rows;

import org.jspecify.annotations.NullMarked;
