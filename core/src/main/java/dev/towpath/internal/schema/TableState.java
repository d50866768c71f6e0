package dev.towpath.internal.schema;

/** What is known about a table at a position. */
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
