package dev.towpath.jmh;

import dev.towpath.embedded.EmbeddedMySql;
import dev.towpath.event.Origin;
import dev.towpath.event.RowChange;
import dev.towpath.internal.bytes.Bytes;
import dev.towpath.internal.decode.rows.RowsEvent;
import dev.towpath.internal.decode.table.TableLayout;
import dev.towpath.internal.decode.table.TableMap;
import dev.towpath.internal.decode.table.TableMapHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One rows event with a hundred inserted rows, as a server wrote it. Immutable. */
public final class RecordedRows {
  /** The number of rows in the event. */
  public static final int ROWS = 100;

  private static final String DATABASE = "bench";
  private static final int MAGIC = 4;
  private static final int HEADER = 19;
  private static final int CHECKSUM = 4;
  private static final int TABLE_MAP = 19;
  private static final int WRITE_ROWS = 30;

  private final byte[] binlog;
  private final int from;
  private final int to;
  private final TableLayout layout;

  private RecordedRows(byte[] binlog, int from, int to, TableLayout layout) {
    this.binlog = binlog;
    this.from = from;
    this.to = to;
    this.layout = layout;
  }

  /** Lets a server write the rows. */
  public static RecordedRows of(Shape shape) {
    try {
      Path directory = Files.createTempDirectory("jmh");
      try {
        return find(write(shape, directory));
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] write(Shape shape, Path directory) throws IOException {
    try (EmbeddedMySql server =
        EmbeddedMySql.builder()
            .serverId(1)
            .dataDirectory(directory)
            .options(
                "--binlog-row-metadata=FULL",
                "--binlog-row-event-max-size=16M",
                "--sql-mode=NO_ENGINE_SUBSTITUTION")
            .start()) {
      String numbers =
          String.join(
              " UNION ALL SELECT ",
              IntStream.rangeClosed(1, ROWS).mapToObj(n -> n + " n").toList());
      server.execute(
          "CREATE DATABASE " + DATABASE,
          shape.create(DATABASE + ".recorded"),
          "SET NAMES utf8mb4",
          shape.fill(DATABASE + ".recorded", "(SELECT " + numbers + ") numbers"));
      @Nullable String file = server.query("SHOW MASTER STATUS").get(0).get(0);
      return Files.readAllBytes(directory.resolve("data").resolve(String.valueOf(file)));
    }
  }

  private static RecordedRows find(byte[] binlog) {
    TableLayout layout = null;
    for (int at = MAGIC; at < binlog.length; at += Bytes.i32(binlog, at + 9)) {
      int from = at + HEADER;
      int to = at + Bytes.i32(binlog, at + 9) - CHECKSUM;
      if (binlog[at + 4] == TABLE_MAP
          && TableMapHeader.parse(binlog, from, to).database().equals(DATABASE)) {
        layout = TableLayout.ofMetadata(TableMap.parse(binlog, from, to));
      } else if (binlog[at + 4] == WRITE_ROWS && layout != null) {
        return new RecordedRows(binlog, from, to, layout).checked();
      }
    }
    throw new IllegalStateException("the server logged no rows");
  }

  private RecordedRows checked() {
    int rows = changes().size();
    if (rows != ROWS) {
      throw new IllegalStateException("the server logged " + rows + " rows in the first event");
    }
    return this;
  }

  /** Finds the rows in the bytes of the event; values are decoded lazily. */
  void decode(Consumer<? super RowChange> out) {
    Origin origin = Origin.builder().at("binlog.000001", from).build();
    RowsEvent.decode(WRITE_ROWS, binlog, from, to, layout, origin, out);
  }

  /** Returns the rows of the event. */
  public List<RowChange> changes() {
    Stream.Builder<RowChange> changes = Stream.builder();
    decode(changes);
    return changes.build().toList();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
