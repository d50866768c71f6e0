/**
 * The definitions of tables at every position of the stream: read from the server, evolved by the
 * DDL in the binlog, and kept in a schema store.
 */
@NullMarked
package dev.towpath.internal.schema;

import org.jspecify.annotations.NullMarked;
