/** A sink of one's own: rows and position in one JDBC transaction, hence exactly once. */
@NullMarked
package dev.sluice.examples.jdbc;

import org.jspecify.annotations.NullMarked;
