/** A custom sink that is exactly once: rows and position are in one JDBC transaction. */
@NullMarked
package dev.towpath.examples.jdbc;

import org.jspecify.annotations.NullMarked;
