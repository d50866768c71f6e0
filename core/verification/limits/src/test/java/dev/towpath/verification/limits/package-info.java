/** Tests of limits, which print figures; run with {@code -Plimits}. */
@NullMarked
package dev.towpath.limits;

import org.jspecify.annotations.NullMarked;
