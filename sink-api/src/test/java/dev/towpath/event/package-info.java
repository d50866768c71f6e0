/** Tests of the change vocabulary. */
@NullMarked
package dev.towpath.event;

import org.jspecify.annotations.NullMarked;
