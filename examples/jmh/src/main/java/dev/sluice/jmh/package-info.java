/** The decoder alone, measured with JMH. */
@NullMarked
package dev.sluice.jmh;

import org.jspecify.annotations.NullMarked;
