/** Tests of the decoding, on constructed bytes and against real servers. */
@NullMarked
package dev.towpath.internal.decode;

import org.jspecify.annotations.NullMarked;
