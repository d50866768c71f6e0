/** Tests that the README and the examples agree. */
@NullMarked
package dev.towpath.examples;

import org.jspecify.annotations.NullMarked;
