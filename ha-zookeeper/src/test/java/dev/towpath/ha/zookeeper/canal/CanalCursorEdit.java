package dev.towpath.ha.zookeeper.canal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.ha.zookeeper.servers.LocalZooKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** An editor of canal's cursor, in ZooKeeper or in a file. */
final class CanalCursorEdit {
  private static final String NODE =
      "/otter/canal/destinations/" + CanalPair.DESTINATION + "/1001/cursor";
  private static final int CLIENT = 1001;

  private final LocalZooKeeper zooKeeper;
  private final @Nullable Path metaFile;
  private final EmbeddedMySql mysql;

  /**
   * @param meta the directory of {@code meta.dat}; empty for a cursor in ZooKeeper
   */
  CanalCursorEdit(LocalZooKeeper zooKeeper, String meta, EmbeddedMySql mysql) {
    this.zooKeeper = zooKeeper;
    this.metaFile = meta.isEmpty() ? null : Path.of(meta, CanalPair.DESTINATION, "meta.dat");
    this.mysql = mysql;
  }

  /** The kinds of events in a transaction. */
  enum Event {
    BEGIN("Query"),
    TABLE("Table_map"),
    ROWS("Write_rows"),
    XID("Xid");

    private final String name;

    Event(String name) {
      this.name = name;
    }
  }

  /** Returns whether canal has written a cursor. */
  boolean exists() throws Exception {
    if (metaFile == null) {
      return LocalZooKeeper.stat(zooKeeper.address(), NODE) != null;
    }
    try {
      return Files.exists(metaFile) && position() != null;
    } catch (IOException e) {
      // Canal writes its file in place, so for a moment it is incomplete.
      return false;
    }
  }

  private byte[] read() throws Exception {
    if (metaFile != null) {
      return Files.readAllBytes(metaFile);
    }
    ZooKeeper client = zooKeeper.client();
    try {
      return client.getData(NODE, false, null);
    } finally {
      client.close();
    }
  }

  private @Nullable BinlogPosition position() throws Exception {
    byte[] data = read();
    return metaFile == null ? CanalCursor.read(data) : CanalCursor.readMetaFile(data, CLIENT);
  }

  private BinlogPosition require() throws Exception {
    BinlogPosition position = position();
    if (position == null) {
      throw new IOException("canal has left no cursor");
    }
    return position;
  }

  /**
   * Returns MySQL's name of the event that the cursor points at; our mirrored cursor may point at
   * the end of all events.
   */
  String kind() throws Exception {
    BinlogPosition position = require();
    String end = "";
    for (List<@Nullable String> event : events(position)) {
      end = String.valueOf(event.get(4));
      if (String.valueOf(position.offset()).equals(event.get(1))) {
        String info = String.valueOf(event.get(5));
        return "Query".equals(event.get(2))
            ? info.equals("BEGIN") ? "`BEGIN`" : "a statement"
            : String.valueOf(event.get(2));
      }
    }
    if (String.valueOf(position.offset()).equals(end)) {
      return "the end";
    }
    throw new IOException("there is no event at " + position);
  }

  private List<List<@Nullable String>> events(BinlogPosition position) {
    return mysql.query("SHOW BINLOG EVENTS IN '" + position.file() + "'");
  }

  /**
   * Sets the cursor to the last such event up to its position, as if canal had acknowledged it.
   *
   * @return the event, as MySQL names it
   */
  String set(Event event) throws Exception {
    BinlogPosition position = require();
    long offset =
        events(position).stream()
            .filter(row -> event.name.equals(row.get(2)))
            .filter(row -> event != Event.BEGIN || "BEGIN".equals(row.get(5)))
            .mapToLong(row -> Long.parseLong(String.valueOf(row.get(1))))
            .filter(found -> found <= position.offset())
            .max()
            .orElseThrow();
    String before = new String(read(), UTF_8);
    String after = before.replaceAll("\"position\":\\d+", "\"position\":" + offset);
    if (metaFile != null) {
      Files.writeString(metaFile, after);
    } else {
      ZooKeeper client = zooKeeper.client();
      try {
        client.setData(NODE, after.getBytes(UTF_8), -1);
      } finally {
        client.close();
      }
    }
    return kind();
  }
}
