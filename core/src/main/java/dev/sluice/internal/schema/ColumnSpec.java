package dev.sluice.internal.schema;

/**
 * A column as a statement declares it.
 *
 * @param name its name
 * @param type its type
 * @param primaryKey whether it is declared to be the primary key
 */
record ColumnSpec(String name, DeclaredType type, boolean primaryKey) {}
