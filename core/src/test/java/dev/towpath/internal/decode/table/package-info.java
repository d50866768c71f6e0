@NullMarked
package dev.towpath.internal.decode.table;

import org.jspecify.annotations.NullMarked;
