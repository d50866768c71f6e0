/** Small programs that show one use of the library each; the README quotes them. */
@NullMarked
package dev.sluice.examples;

import org.jspecify.annotations.NullMarked;
