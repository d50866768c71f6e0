@NullMarked
package dev.towpath.internal.decode.value;

import org.jspecify.annotations.NullMarked;
