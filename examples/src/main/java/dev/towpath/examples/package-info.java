/** Small programs that each show one use of the library; the README files quote them. */
@NullMarked
package dev.towpath.examples;

import org.jspecify.annotations.NullMarked;
