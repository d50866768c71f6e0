/** Tests of the client protocol. */
@NullMarked
package dev.sluice.internal.protocol;

import org.jspecify.annotations.NullMarked;
