/** Tests of the decoding, on made bytes and against real servers. */
@NullMarked
package dev.sluice.internal.decode;

import org.jspecify.annotations.NullMarked;
