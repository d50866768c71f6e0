package dev.towpath.internal.schema;

/**
 * The knowledge of a table at a position: its definition, a reason to have none, or its absence.
 */
sealed interface TableState {

  /** It has this definition. */
  record Known(TableDefinition definition) implements TableState {}

  /**
   * It may exist, but its definition is not known.
   *
   * @param reason why, for a message
   */
  record Unknown(String reason) implements TableState {}

  /** It does not exist. */
  record Absent() implements TableState {}
}
