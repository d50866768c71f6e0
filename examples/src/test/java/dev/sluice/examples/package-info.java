/** Tests that the README and the examples agree. */
@NullMarked
package dev.sluice.examples;

import org.jspecify.annotations.NullMarked;
