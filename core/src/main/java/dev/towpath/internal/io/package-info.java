/** Files that survive crashes. */
@NullMarked
package dev.towpath.internal.io;

import org.jspecify.annotations.NullMarked;
