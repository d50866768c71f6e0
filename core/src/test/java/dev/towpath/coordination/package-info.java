/** Tests of the coordinators. */
@NullMarked
package dev.towpath.coordination;

import org.jspecify.annotations.NullMarked;
