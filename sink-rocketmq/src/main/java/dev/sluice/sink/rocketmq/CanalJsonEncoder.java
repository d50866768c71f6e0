package dev.sluice.sink.rocketmq;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.event.EventKind;
import dev.sluice.event.Origin;
import dev.sluice.event.Row;
import dev.sluice.event.RowChange;
import dev.sluice.event.RowUpdate;
import dev.sluice.event.SchemaChange;
import dev.sluice.event.Table;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * canal's {@code FlatMessage} as JSON: fields in alphabetical order, nulls written. Thread-safe.
 */
final class CanalJsonEncoder implements MessageEncoder {
  /** Versions of tables whose encoded parts are kept; beyond, all are forgotten and made again. */
  private static final int MAX_TABLES = 10_000;

  private final Set<CanalOption> options;
  private final IdentityHashMap<Table, CanalTable> tables = new IdentityHashMap<>();

  CanalJsonEncoder(Set<CanalOption> options) {
    this.options = Set.copyOf(options);
  }

  @Override
  public byte[] rows(RowsMessage message) throws IOException {
    CanalText text = new CanalText(message.stamp().timeZone(), options);
    CanalTable table = tableOf(message.table());
    return JsonBody.of(
        1024,
        json -> {
          writeData(json, message, table, text);
          writeOrigin(json, message.table().database(), message.origin(), message.stamp(), false);
          List<RowChange> rows = message.eventRows();
          Row last = rows.get(rows.size() - 1).row();
          table.writeMysqlTypes(json, last);
          writeOld(json, message, table, text);
          table.writePrimaryKey(json, rows.get(0).row());
          json.writeStringField("sql", "");
          table.writeSqlTypes(json, last);
          writeEnd(json, message.table().name(), message.stamp(), message.kind().name());
        });
  }

  @Override
  public byte[] schemaChange(SchemaChange change, MessageStamp stamp) throws IOException {
    DdlStatement statement = DdlStatement.of(change);
    return JsonBody.of(
        512,
        json -> {
          json.writeNullField("data");
          writeOrigin(json, statement.database(), change.origin(), stamp, statement.isDdl());
          json.writeNullField("mysqlType");
          json.writeNullField("old");
          json.writeNullField("pkNames");
          json.writeStringField("sql", WellFormed.text(change.sql()));
          json.writeNullField("sqlType");
          writeEnd(json, statement.table(), stamp, statement.type());
        });
  }

  private void writeOrigin(
      JsonGenerator json, String database, Origin origin, MessageStamp stamp, boolean ddl)
      throws IOException {
    @Nullable String gtid = options.contains(CanalOption.NO_GTIDS) ? null : origin.gtid();
    json.writeStringField("database", database);
    json.writeNumberField("es", origin.timestamp().getEpochSecond() * 1000);
    json.writeStringField("gtid", gtid == null ? "" : gtid);
    json.writeNumberField("id", stamp.batch());
    json.writeBooleanField("isDdl", ddl);
  }

  private static void writeEnd(JsonGenerator json, String table, MessageStamp stamp, String type)
      throws IOException {
    json.writeStringField("table", table);
    json.writeNumberField("ts", stamp.time().toEpochMilli());
    json.writeStringField("type", type);
  }

  private static void writeData(
      JsonGenerator json, RowsMessage message, CanalTable table, CanalText text)
      throws IOException {
    json.writeArrayFieldStart("data");
    for (int i = 0; i < message.size(); i++) {
      Row row = message.row(i).row();
      json.writeStartObject();
      for (int column = 0; column < row.table().columns().size(); column++) {
        if (row.isPresent(column)) {
          writeValue(json, row, column, table, text);
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeOld(
      JsonGenerator json, RowsMessage message, CanalTable table, CanalText text)
      throws IOException {
    if (message.kind() != EventKind.UPDATE) {
      json.writeNullField("old");
      return;
    }
    json.writeArrayFieldStart("old");
    for (int i = 0; i < message.size(); i++) {
      Row before = ((RowUpdate) message.row(i)).before();
      json.writeStartObject();
      for (int column = 0; column < before.table().columns().size(); column++) {
        if (before.isPresent(column) && message.changedUpTo(i, column)) {
          writeValue(json, before, column, table, text);
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeValue(
      JsonGenerator json, Row row, int column, CanalTable table, CanalText text)
      throws IOException {
    json.writeFieldName(table.name(column));
    @Nullable String value = text.of(row, column);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeString(WellFormed.text(value));
    }
  }

  /** One instance serves all rows of a table version, so identity finds it again. */
  private CanalTable tableOf(Table table) {
    synchronized (tables) {
      if (tables.size() >= MAX_TABLES) {
        tables.clear();
      }
      return tables.computeIfAbsent(table, key -> new CanalTable(key, options));
    }
  }
}
