/** Stores of the history of table definitions. */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
