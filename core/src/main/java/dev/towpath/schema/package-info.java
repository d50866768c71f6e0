/** Stores of the history of table definitions. */
@NullMarked
package dev.towpath.schema;

import org.jspecify.annotations.NullMarked;
