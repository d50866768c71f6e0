/** JMH benchmarks of the decoder alone. */
@NullMarked
package dev.towpath.jmh;

import org.jspecify.annotations.NullMarked;
