package dev.towpath.event;

/**
 * A row as a snapshot has read it from its table. It is the state of the row at its place in the
 * stream: every change before that place is part of it, and every later change follows.
 *
 * @param origin the place in the stream, without a GTID; its transaction id is the id of the
 *     request for the snapshot, and its event ordinal the number of the chunk
 * @param rowOrdinal the ordinal of the row within its chunk, from 0
 * @param row the row
 */
public record RowRead(Origin origin, int rowOrdinal, Row row) implements RowChange {

  @Override
  public EventKind kind() {
    return EventKind.READ;
  }
}
