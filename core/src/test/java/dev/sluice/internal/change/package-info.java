/** Tests of assembling changes. */
@NullMarked
package dev.sluice.internal.change;

import org.jspecify.annotations.NullMarked;
