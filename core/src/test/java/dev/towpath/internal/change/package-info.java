/** Tests of assembling changes. */
@NullMarked
package dev.towpath.internal.change;

import org.jspecify.annotations.NullMarked;
