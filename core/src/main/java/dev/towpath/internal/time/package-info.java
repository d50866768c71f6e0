/** Arithmetic of durations that cannot overflow. */
@NullMarked
package dev.towpath.internal.time;

import org.jspecify.annotations.NullMarked;
