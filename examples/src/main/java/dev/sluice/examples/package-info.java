/** Small programs that each show one use of the library; the README quotes them. */
@NullMarked
package dev.sluice.examples;

import org.jspecify.annotations.NullMarked;
