package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.EventKind;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.StatementEvent;
import dev.towpath.sink.rocketmq.internal.text.DdlStatement;
import dev.towpath.sink.rocketmq.internal.text.Utf8Json;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * A writer of {@code FlatMessage}s that uses the same memory for one after the other. Used by one
 * thread.
 */
final class CanalJsonWriter {
  private static final int FIRST_CAPACITY = 16 << 10;

  /** The maximum memory kept for the next message. */
  private static final int MAX_KEPT = 4 << 20;

  private static final byte[] DATA = field("{\"data\":");
  private static final byte[] DATABASE = field(",\"database\":");
  private static final byte[] ES = field(",\"es\":");
  private static final byte[] GTID = field(",\"gtid\":");
  private static final byte[] ID = field(",\"id\":");
  private static final byte[] IS_DDL = field(",\"isDdl\":true");
  private static final byte[] IS_NO_DDL = field(",\"isDdl\":false");
  private static final byte[] MYSQL_TYPE = field(",\"mysqlType\":");
  private static final byte[] OLD = field(",\"old\":");
  private static final byte[] PK_NAMES = field(",\"pkNames\":");
  private static final byte[] SQL = field(",\"sql\":");
  private static final byte[] SQL_TYPE = field(",\"sqlType\":");
  private static final byte[] TABLE = field(",\"table\":");
  private static final byte[] TS = field(",\"ts\":");
  private static final byte[] TYPE = field(",\"type\":");

  private final ZoneId timeZone;
  private final Utf8Json json = new Utf8Json(FIRST_CAPACITY);
  private final CanalValueWriter values;
  private final boolean withGtids;

  CanalJsonWriter(ZoneId timeZone, Set<CanalOption> options) {
    this.timeZone = timeZone;
    this.values = new CanalValueWriter(json, timeZone, options);
    this.withGtids = !options.contains(CanalOption.NO_GTIDS);
  }

  private static byte[] field(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns the zone in which timestamps are printed. */
  ZoneId timeZone() {
    return timeZone;
  }

  /** Returns whether this writer is small enough to be kept for the next message. */
  boolean isSmall() {
    return json.capacity() <= MAX_KEPT;
  }

  /** Returns the message for rows. */
  byte[] rows(RowsMessage message, CanalTable table) {
    List<RowChange> event = message.eventRows();
    Row last = event.get(event.size() - 1).row();
    json.clear();
    json.raw(DATA);
    writeData(message, table);
    json.raw(DATABASE);
    json.raw(table.database());
    writeOrigin(message.origin(), message.stamp(), IS_NO_DDL);
    json.raw(MYSQL_TYPE);
    table.writeMysqlTypes(json, last);
    json.raw(OLD);
    writeOld(message, table);
    json.raw(PK_NAMES);
    table.writePrimaryKey(json, event.get(0).row());
    json.raw(SQL);
    json.string("");
    json.raw(SQL_TYPE);
    table.writeSqlTypes(json, last);
    json.raw(TABLE);
    json.raw(table.name());
    writeEnd(message.stamp(), message.kind().name());
    return json.toByteArray();
  }

  /** Returns the message for a statement. */
  byte[] statement(StatementEvent change, MessageStamp stamp) {
    DdlStatement statement = DdlStatement.of(change);
    json.clear();
    json.raw(DATA);
    json.raw(Utf8Json.NULL);
    json.raw(DATABASE);
    json.string(statement.database());
    writeOrigin(change.origin(), stamp, statement.isDdl() ? IS_DDL : IS_NO_DDL);
    json.raw(MYSQL_TYPE);
    json.raw(Utf8Json.NULL);
    json.raw(OLD);
    json.raw(Utf8Json.NULL);
    json.raw(PK_NAMES);
    json.raw(Utf8Json.NULL);
    json.raw(SQL);
    json.string(change.sql());
    json.raw(SQL_TYPE);
    json.raw(Utf8Json.NULL);
    json.raw(TABLE);
    json.string(statement.table());
    writeEnd(stamp, statement.type());
    return json.toByteArray();
  }

  private void writeOrigin(Origin origin, MessageStamp stamp, byte[] isDdl) {
    String gtid = origin.gtid();
    json.raw(ES);
    json.number(origin.timestamp().getEpochSecond() * 1000, 1);
    json.raw(GTID);
    json.string(gtid == null || !withGtids ? "" : gtid);
    json.raw(ID);
    json.number(stamp.batch(), 1);
    json.raw(isDdl);
  }

  private void writeEnd(MessageStamp stamp, String type) {
    json.raw(TS);
    json.number(stamp.time().toEpochMilli(), 1);
    json.raw(TYPE);
    json.string(type);
    json.raw('}');
  }

  private void writeData(RowsMessage message, CanalTable table) {
    for (int i = 0; i < message.size(); i++) {
      Row row = message.row(i).row();
      json.raw(i == 0 ? '[' : ',');
      json.raw('{');
      boolean first = true;
      int columns = row.table().columns().size();
      for (int column = 0; column < columns; column++) {
        if (row.isPresent(column)) {
          first = table.writeName(json, column, first);
          values.write(row, column);
        }
      }
      json.raw('}');
    }
    json.raw(']');
  }

  private void writeOld(RowsMessage message, CanalTable table) {
    if (message.kind() != EventKind.UPDATE) {
      json.raw(Utf8Json.NULL);
      return;
    }
    for (int i = 0; i < message.size(); i++) {
      Row before = ((RowUpdate) message.row(i)).before();
      json.raw(i == 0 ? '[' : ',');
      json.raw('{');
      boolean first = true;
      int columns = before.table().columns().size();
      for (int column = 0; column < columns; column++) {
        if (before.isPresent(column) && message.changedUpTo(i, column)) {
          first = table.writeName(json, column, first);
          values.write(before, column);
        }
      }
      json.raw('}');
    }
    json.raw(']');
  }
}
