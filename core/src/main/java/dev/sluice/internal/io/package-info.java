/** Files that survive crashes. */
@NullMarked
package dev.sluice.internal.io;

import org.jspecify.annotations.NullMarked;
