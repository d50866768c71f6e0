/** JMH benchmarks of the decoder alone. */
@NullMarked
package dev.sluice.jmh;

import org.jspecify.annotations.NullMarked;
