/** Numbers in byte arrays, as both the stream and the decoder of its rows read them. */
@NullMarked
package dev.towpath.internal.bytes;

import org.jspecify.annotations.NullMarked;
