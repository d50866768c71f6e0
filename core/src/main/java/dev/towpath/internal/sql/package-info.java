/**
 * The statements of a binlog: their words, and what they do to tables and databases. Knows nothing
 * of positions, definitions or rows.
 */
@NullMarked
package dev.towpath.internal.sql;

import org.jspecify.annotations.NullMarked;
