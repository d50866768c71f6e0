/** Tests of the position stores. */
@NullMarked
package dev.towpath.position;

import org.jspecify.annotations.NullMarked;
