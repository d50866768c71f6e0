@NullMarked
package dev.towpath.internal.decode.text;

import org.jspecify.annotations.NullMarked;
