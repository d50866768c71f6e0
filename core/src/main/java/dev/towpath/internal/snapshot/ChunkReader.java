package dev.towpath.internal.snapshot;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.TableName;
import dev.towpath.internal.binlog.position.StatementScan;
import dev.towpath.internal.decode.rows.SelectedRows;
import dev.towpath.internal.protocol.BinaryResult;
import dev.towpath.internal.protocol.EndableConnection;
import dev.towpath.internal.protocol.MySqlSession;
import dev.towpath.internal.protocol.Packet;
import dev.towpath.internal.schema.DefinitionReader;
import dev.towpath.internal.schema.TableDefinition;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the chunks of tables, over a connection that is opened when it is needed. Each chunk
 * is read in one short transaction. Used by one thread; another may end the connection.
 */
final class ChunkReader {
  private static final String SETTINGS =
      "SET sql_mode = '', time_zone = '+00:00', character_set_results = NULL";

  /** What a row takes beside its bytes. */
  private static final int ROW_BYTES = 200;

  private final Visibility visibility;
  private final EndableConnection connection;
  private final PageSize size;
  private @Nullable MySqlSession session;
  private @Nullable DefinitionReader definitions;
  private @Nullable CopiedTable table;
  private long statements = -1;
  private List<String> greatest = List.of();

  /** Creates a reader without a connection. */
  ChunkReader(Visibility visibility, EndableConnection connection, PageSize size) {
    this.visibility = visibility;
    this.connection = connection;
    this.size = size;
  }

  /** Returns all tables that the account may see, after what the stream has delivered. */
  List<TableName> tables(Opening opening) throws IOException, RefusedTableException {
    visibility.prove(session(opening.server()), opening);
    return reader().tables();
  }

  /** Returns whether the server tells tables apart whose names differ in case only. */
  boolean isCaseSensitive(Opening opening) throws IOException {
    session(opening.server());
    return !reader().lowersNames();
  }

  /** Forgets the table, its greatest key included. */
  void leave() {
    table = null;
    greatest = List.of();
  }

  /** Reads the definition of the table again before the next chunk. */
  void doubt() {
    statements = -1;
  }

  /**
   * Reads a chunk.
   *
   * @param after the key it comes after; empty for the first one
   * @throws RefusedTableException if the table cannot be read
   */
  Chunk read(TableName name, Opening opening, List<String> after)
      throws IOException, RefusedTableException {
    MySqlSession open = session(opening.server());
    visibility.prove(open, opening);
    open.execute("START TRANSACTION");
    boolean isClean = false;
    try {
      CopiedTable known = known(name, opening);
      List<Chunk.ReadRow> rows = new ArrayList<>();
      if (greatest.isEmpty()) {
        greatest = greatest(open, known);
      }
      int limit = size.rows();
      long began = System.nanoTime();
      long bytes = greatest.isEmpty() ? 0 : page(open, known, after, limit, rows);
      boolean isCut = bytes < 0;
      size.took(rows.size(), Math.abs(bytes), System.nanoTime() - began);
      // The rest of a page that is too large is not worth reading.
      BinlogPosition end = StatementScan.end(isCut ? renewed(opening.server()) : open);
      boolean isLast = !isCut && rows.size() < limit;
      List<String> next = after;
      if (!rows.isEmpty()) {
        Chunk.ReadRow last = rows.get(rows.size() - 1);
        next = known.literals(last.row(), last.key());
      }
      if (!isCut) {
        open.execute("COMMIT");
      }
      isClean = true;
      return new Chunk(known, rows, end, next, isLast, Math.abs(bytes));
    } finally {
      if (!isClean) {
        // Ends the transaction, too.
        close();
      }
    }
  }

  private CopiedTable known(TableName name, Opening opening)
      throws IOException, RefusedTableException {
    CopiedTable current = table;
    if (current == null || statements != opening.statements()) {
      requireWholeImages(name, session(opening.server()));
      String failure = reader().lock(name);
      TableDefinition definition = failure == null ? reader().definition(name) : null;
      if (definition == null || definition.columns().isEmpty()) {
        throw new RefusedTableException(
            "%s cannot be read: %s".formatted(name, failure == null ? "it is not there" : failure));
      }
      CopiedTable read =
          CopiedTable.of(name, definition, session(opening.server()), opening.describesRows());
      if (current != null && !current.keyNames().equals(read.keyNames())) {
        throw new RefusedTableException(
            "the primary key of %s was altered while it was read".formatted(name));
      }
      current = read;
      table = current;
      statements = opening.statements();
    }
    return current;
  }

  private static void requireWholeImages(TableName name, MySqlSession open)
      throws IOException, RefusedTableException {
    String images = open.query("SELECT @@GLOBAL.binlog_row_image").get(0, 0);
    if (!"FULL".equalsIgnoreCase(images)) {
      throw new RefusedTableException(
          "%s has binlog_row_image=%s, so that a row of %s that is changed while it is read could not be completed; SET GLOBAL binlog_row_image = FULL, and end older sessions"
              .formatted(open.source(), images, name));
    }
  }

  private static List<String> greatest(MySqlSession open, CopiedTable known) throws IOException {
    List<Chunk.ReadRow> rows = new ArrayList<>();
    read(open, known, known.greatestQuery(), rows, Long.MAX_VALUE);
    return rows.isEmpty() ? List.of() : known.literals(rows.get(0).row(), rows.get(0).key());
  }

  private long page(
      MySqlSession open, CopiedTable known, List<String> after, int limit, List<Chunk.ReadRow> rows)
      throws IOException {
    return read(open, known, known.pageQuery(after, greatest, limit), rows, size.mostBytes());
  }

  /** Reads rows; returns their bytes, negative if there were more than {@code mostBytes}. */
  private static long read(
      MySqlSession open, CopiedTable known, String query, List<Chunk.ReadRow> rows, long mostBytes)
      throws IOException {
    BinaryResult result = BinaryResult.of(open, query);
    var converter = new SelectedRows(known.selected());
    var packet = new Packet();
    long bytes = 0;
    while (result.next(packet)) {
      bytes += packet.length() + ROW_BYTES;
      rows.add(
          new Chunk.ReadRow(
              converter.next(packet.bytes(), packet.from(), packet.to()),
              converter.key(known.key())));
      if (bytes > mostBytes) {
        return -bytes;
      }
    }
    return bytes;
  }

  private MySqlSession session(MySqlSource server) throws IOException {
    MySqlSession open = session;
    if (open == null || !open.source().equals(server)) {
      return renewed(server);
    }
    return open;
  }

  private MySqlSession renewed(MySqlSource server) throws IOException {
    close();
    MySqlSession opened = MySqlSession.open(server, connection);
    session = opened;
    definitions = new DefinitionReader(opened);
    opened.execute(SETTINGS);
    return opened;
  }

  private DefinitionReader reader() {
    DefinitionReader current = definitions;
    if (current == null) {
      throw new IllegalStateException("no session is open");
    }
    return current;
  }

  /** Closes the connection; a transaction of it ends with it. */
  void close() {
    MySqlSession open = session;
    session = null;
    definitions = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Closing a socket releases it even if it reports a failure.
      }
    }
  }
}
