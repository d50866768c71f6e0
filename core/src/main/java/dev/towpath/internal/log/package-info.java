/** The loggers of this module. */
@NullMarked
package dev.towpath.internal.log;

import org.jspecify.annotations.NullMarked;
