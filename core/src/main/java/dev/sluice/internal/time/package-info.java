/** Arithmetic of durations that cannot overflow. */
@NullMarked
package dev.sluice.internal.time;

import org.jspecify.annotations.NullMarked;
