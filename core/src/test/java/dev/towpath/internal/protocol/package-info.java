/** Tests of the client protocol. */
@NullMarked
package dev.towpath.internal.protocol;

import org.jspecify.annotations.NullMarked;
