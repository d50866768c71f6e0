/** Tests of schema stores. */
@NullMarked
package dev.towpath.schema;

import org.jspecify.annotations.NullMarked;
