/** Tests of the position stores. */
@NullMarked
package dev.sluice.position;

import org.jspecify.annotations.NullMarked;
