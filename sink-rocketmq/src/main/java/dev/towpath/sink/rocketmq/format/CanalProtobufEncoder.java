package dev.towpath.sink.rocketmq.format;

import dev.towpath.event.EventKind;
import dev.towpath.event.Origin;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.StatementEvent;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.text.CanalText;
import dev.towpath.sink.rocketmq.internal.text.DdlStatement;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import dev.towpath.sink.rocketmq.option.CanalOption;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of {@code CanalProtocol.proto} packets with one {@code Entry} of {@code
 * EntryProtocol.proto} each. Thread-safe.
 */
final class CanalProtobufEncoder implements MessageEncoder {
  private static final int MESSAGES_PACKET = 7;
  private static final int ROW_DATA = 2;
  private static final int MYSQL = 2;
  private static final List<String> EVENT_TYPES =
      List.of(
          "",
          "INSERT",
          "UPDATE",
          "DELETE",
          "CREATE",
          "ALTER",
          "ERASE",
          "QUERY",
          "TRUNCATE",
          "RENAME",
          "CINDEX",
          "DINDEX");

  private final Set<CanalOption> options;

  /** Creates an encoder with the given options. */
  CanalProtobufEncoder(Set<CanalOption> options) {
    this.options = Set.copyOf(options);
  }

  @Override
  public byte[] rows(RowsMessage message) {
    Table table = message.table();
    int type = typeOf(message.kind().name());
    var change = new ProtoWriter().present(2, type).present(10, 0);
    CanalText text = new CanalText(message.stamp().timeZone(), options);
    for (int i = 0; i < message.size(); i++) {
      change.message(12, rowData(message.row(i), text));
    }
    ProtoWriter header =
        header(message.origin(), table.database(), table.name(), type)
            .message(12, pair("rowsCount", Integer.toString(message.size())));
    return packet(message.stamp(), withGtid(header, message.origin()), change);
  }

  @Override
  public byte[] statement(StatementEvent change, MessageStamp stamp) {
    DdlStatement statement = DdlStatement.of(change);
    int type = typeOf(statement.type());
    var rowChange =
        new ProtoWriter()
            .present(2, type)
            .present(10, statement.isDdl() ? 1 : 0)
            .text(11, WellFormed.text(change.sql()))
            .text(14, WellFormed.text(change.database()));
    ProtoWriter header = header(change.origin(), statement.database(), statement.table(), type);
    return packet(stamp, withGtid(header, change.origin()), rowChange);
  }

  private static int typeOf(String name) {
    int type = EVENT_TYPES.indexOf(name);
    if (type < 0) {
      throw new IllegalArgumentException("canal has no event type " + name);
    }
    return type;
  }

  private static byte[] packet(MessageStamp stamp, ProtoWriter header, ProtoWriter change) {
    var entry = new ProtoWriter().message(1, header).present(2, ROW_DATA).message(3, change);
    var messages = new ProtoWriter().number(1, stamp.batch()).message(2, entry);
    return new ProtoWriter()
        .present(2, 1)
        .number(3, MESSAGES_PACKET)
        .message(5, messages)
        .toBytes();
  }

  private static ProtoWriter header(Origin origin, String database, String table, int type) {
    return new ProtoWriter()
        .present(1, 1)
        .text(2, origin.file())
        .number(3, origin.offset())
        .number(4, origin.serverId())
        .text(5, "UTF-8")
        .number(6, origin.timestamp().getEpochSecond() * 1000)
        .present(7, MYSQL)
        .text(8, WellFormed.text(database))
        .text(9, WellFormed.text(table))
        .present(11, type);
  }

  private ProtoWriter withGtid(ProtoWriter header, Origin origin) {
    @Nullable String gtid = options.contains(CanalOption.NO_GTIDS) ? null : origin.gtid();
    return gtid == null ? header : header.message(12, pair("curtGtid", gtid)).text(13, gtid);
  }

  private static ProtoWriter pair(String key, String value) {
    return new ProtoWriter().text(1, key).text(2, value);
  }

  private ProtoWriter rowData(RowChange change, CanalText text) {
    var data = new ProtoWriter();
    if (change instanceof RowUpdate update) {
      columns(data, 1, update.before(), column -> false, text);
      columns(data, 2, update.row(), update::changed, text);
    } else if (change.kind() == EventKind.INSERT) {
      columns(data, 2, change.row(), column -> true, text);
    } else {
      columns(data, 1, change.row(), column -> false, text);
    }
    return data;
  }

  private void columns(ProtoWriter data, int field, Row row, IntPredicate updated, CanalText text) {
    Table table = row.table();
    for (int index = 0; index < table.columns().size(); index++) {
      if (!row.isPresent(index)) {
        continue;
      }
      @Nullable String value = text.of(row, index);
      data.message(
          field,
          new ProtoWriter()
              .number(1, index)
              .number(2, CanalText.sqlType(row, index))
              .text(3, WellFormed.text(table.column(index).name()))
              .flag(4, table.primaryKey().contains(index))
              .flag(5, updated.test(index))
              .present(6, value == null ? 1 : 0)
              .text(8, value == null ? "" : WellFormed.text(value))
              .text(10, WellFormed.text(CanalTable.typeOf(table.column(index), options))));
    }
  }
}
