@NullMarked
package dev.towpath.internal.decode.type;

import org.jspecify.annotations.NullMarked;
