/**
 * What of the stream is delivered: filters of tables and columns, which are asked once per table
 * version, of single rows, and of kinds of changes. Whatever they hide, the position moves past.
 */
@NullMarked
package dev.sluice.filter;

import org.jspecify.annotations.NullMarked;
