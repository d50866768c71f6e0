/** From binlog events to changes: table maps, filters, schema, and what a statement is about. */
@NullMarked
package dev.sluice.internal.change;

import org.jspecify.annotations.NullMarked;
