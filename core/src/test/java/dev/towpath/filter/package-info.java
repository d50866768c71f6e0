/** Tests of the filters. */
@NullMarked
package dev.towpath.filter;

import org.jspecify.annotations.NullMarked;
