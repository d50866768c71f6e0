/** Tests of the filters. */
@NullMarked
package dev.sluice.filter;

import org.jspecify.annotations.NullMarked;
