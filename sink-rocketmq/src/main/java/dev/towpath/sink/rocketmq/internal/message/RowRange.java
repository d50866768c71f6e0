package dev.towpath.sink.rocketmq.internal.message;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.sink.rocketmq.format.RowsMessage;

/**
 * The changes that a message covers: some rows of one binlog event, or one statement. The text form
 * is {@code transactionId:eventOrdinal:first-last/count}; for a statement it is {@code
 * transactionId:eventOrdinal:ddl}. Immutable.
 *
 * @param event the transaction and the ordinal of the event, as text
 * @param first the ordinal of the first row in its event; -1 for a statement
 * @param last the ordinal of the last row
 * @param count the number of rows
 */
public record RowRange(String event, int first, int last, int count) {
  private static final String STATEMENT = "ddl";

  /** The range of a message whose property is missing or malformed. */
  public static final RowRange UNKNOWN = new RowRange("", 0, 0, 0);

  public static RowRange of(RowsMessage message) {
    return new RowRange(
        eventOf(message.origin()),
        message.row(0).rowOrdinal(),
        message.row(message.size() - 1).rowOrdinal(),
        message.size());
  }

  /** Returns the range of one change. */
  public static RowRange of(ChangeEvent change) {
    int ordinal = change instanceof RowChange row ? row.rowOrdinal() : -1;
    return new RowRange(eventOf(change.origin()), ordinal, ordinal, 1);
  }

  private static String eventOf(Origin origin) {
    return PropertyText.escape(origin.transactionId()) + ':' + origin.eventOrdinal();
  }

  /**
   * Parses a range that {@link #toString()} returned; returns {@link #UNKNOWN} for any other text.
   */
  public static RowRange parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      return UNKNOWN;
    }
    String event = text.substring(0, colon);
    String rows = text.substring(colon + 1);
    if (rows.equals(STATEMENT)) {
      return new RowRange(event, -1, -1, 1);
    }
    int dash = rows.indexOf('-');
    int slash = rows.indexOf('/');
    if (dash < 0 || slash < dash) {
      return UNKNOWN;
    }
    try {
      return new RowRange(
          event,
          Integer.parseInt(rows, 0, dash, 10),
          Integer.parseInt(rows, dash + 1, slash, 10),
          Integer.parseInt(rows, slash + 1, rows.length(), 10));
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  @Override
  public String toString() {
    return event + ':' + (first < 0 ? STATEMENT : first + "-" + last + '/' + count);
  }
}
