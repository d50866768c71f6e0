/**
 * The conversion of binlog events to changes: table maps, filters, schema, and the subject of
 * statements.
 */
@NullMarked
package dev.towpath.internal.change;

import org.jspecify.annotations.NullMarked;
