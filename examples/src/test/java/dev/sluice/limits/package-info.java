/** How far it goes: figures to look at, with {@code -Plimits}. */
@NullMarked
package dev.sluice.limits;

import org.jspecify.annotations.NullMarked;
