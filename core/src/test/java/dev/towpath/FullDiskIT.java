package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.failure.Failure;
import dev.towpath.position.FilePositionStore;
import dev.towpath.schema.FileSchemaStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of positions and table definitions in files, on a disk that is full for a while. */
final class FullDiskIT extends PipelineTestBase {
  @AfterAll
  static void nameColumns() {
    mysql.execute("SET GLOBAL binlog_row_metadata = FULL");
  }

  @Test
  void positionsAreSavedOnceThereIsRoomAndNothingIsLost(@TempDir Path directory) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory)) {
      sql("CREATE TABLE t (id INT PRIMARY KEY)");
      try (FilePositionStore positions = FilePositionStore.at(directory)) {
        CdcPipeline pipeline = startAndConnect(pipeline(positions).source(patient()));
        sql("INSERT INTO t VALUES (1)");
        awaitRows(1);

        disk.fill();
        sql("INSERT INTO t VALUES (2)");
        await(() -> pipeline.status().failure() != null);
        Failure failure = Objects.requireNonNull(pipeline.status().failure());
        disk.free();
        sql("INSERT INTO t VALUES (3)");
        await(() -> PipelineIT.ids(rows()).contains("3"));
        await(() -> pipeline.status().failure() == null);
        pipeline.close();

        assertEquals(Failure.Stage.POSITION, failure.stage());
        assertTrue(
            String.valueOf(failure.cause().getMessage()).contains(directory.toString()),
            failure.toString());
      }
      int before = rows().size();
      try (FilePositionStore positions = FilePositionStore.at(directory)) {
        startAndConnect(pipeline(positions));
        sql("INSERT INTO t VALUES (4)");
        awaitRows(before + 1);

        assertEquals(
            List.of("1", "2", "3", "4"), PipelineIT.ids(rows()).stream().distinct().toList());
        assertEquals("4", PipelineIT.ids(rows()).get(before));
      } finally {
        closePipelines();
      }
    }
  }

  @Test
  void definitionsAreKeptOnceThereIsRoomAndNoRowIsLost(@TempDir Path directory) throws Exception {
    mysql.execute("SET GLOBAL binlog_row_metadata = MINIMAL");
    try (SmallDisk disk = SmallDisk.mount(directory)) {
      sql("CREATE TABLE t (id INT PRIMARY KEY)");
      CdcPipeline pipeline =
          startAndConnect(pipeline().source(patient()).schemaStore(FileSchemaStore.at(directory)));
      sql("INSERT INTO t VALUES (1)");
      awaitRows(1);

      disk.fill();
      sql("ALTER TABLE t " + manyColumns(), "INSERT INTO t (id, a) VALUES (2, 20)");
      await(() -> pipeline.status().failure() != null);
      String failure = String.valueOf(pipeline.status().failure());
      disk.free();
      await(() -> PipelineIT.ids(rows()).contains("2"));

      assertTrue(failure.contains(directory.toString()), failure);
      closePipelines();
      startAndConnect(pipeline().schemaStore(FileSchemaStore.at(directory)));
      sql("INSERT INTO t (id, a) VALUES (3, 30)");
      await(() -> PipelineIT.ids(rows()).contains("3"));
      assertEquals(30, rows().get(rows().size() - 1).row().get("a"));
      closePipelines();
    }
  }

  /** Returns enough columns to need a new page of the disk. */
  private static String manyColumns() {
    return IntStream.range(0, 120)
        .mapToObj(i -> "ADD COLUMN a_column_with_a_rather_long_name_and_number_%d INT".formatted(i))
        .collect(Collectors.joining(", ", "ADD COLUMN a INT, ", ""));
  }
}
