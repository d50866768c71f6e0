/** Where the history of table definitions is kept. */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
