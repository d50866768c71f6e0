@NullMarked
package dev.towpath.internal.decode.rows;

import org.jspecify.annotations.NullMarked;
