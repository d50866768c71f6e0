@NullMarked
package dev.sluice.internal.time;

import org.jspecify.annotations.NullMarked;
