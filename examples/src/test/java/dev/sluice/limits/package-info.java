/** Tests of limits, which print figures; run with {@code -Plimits}. */
@NullMarked
package dev.sluice.limits;

import org.jspecify.annotations.NullMarked;
