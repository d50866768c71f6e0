/**
 * Filters that choose what is delivered: by tables and columns, which are asked once per table
 * version, by single rows, and by kinds of changes. The position moves past everything they hide.
 */
@NullMarked
package dev.towpath.filter;

import org.jspecify.annotations.NullMarked;
