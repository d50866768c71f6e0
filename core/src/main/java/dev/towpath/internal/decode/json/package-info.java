/** The server's binary JSON and partial updates of it. Internal: may change in any release. */
@NullMarked
package dev.towpath.internal.decode.json;

import org.jspecify.annotations.NullMarked;
