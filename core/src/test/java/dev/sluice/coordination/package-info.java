/** Tests of the coordinators. */
@NullMarked
package dev.sluice.coordination;

import org.jspecify.annotations.NullMarked;
