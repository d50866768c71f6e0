@NullMarked
package dev.towpath.failure;

import org.jspecify.annotations.NullMarked;
