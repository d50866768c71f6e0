/** Tests of whether a stream of changes, applied to another server, gives the same tables. */
@NullMarked
package dev.towpath.replica;

import org.jspecify.annotations.NullMarked;
