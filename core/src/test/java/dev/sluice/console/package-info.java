/** Tests of the console view. */
@NullMarked
package dev.sluice.console;

import org.jspecify.annotations.NullMarked;
