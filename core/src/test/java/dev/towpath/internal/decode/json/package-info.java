@NullMarked
package dev.towpath.internal.decode.json;

import org.jspecify.annotations.NullMarked;
