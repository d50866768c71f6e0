/** Tests of the console view. */
@NullMarked
package dev.towpath.console;

import org.jspecify.annotations.NullMarked;
