package dev.towpath.jmh;

import dev.towpath.event.Row;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A benchmark of decoding a row from the bytes of its event to its values. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RecordedRows.ROWS)
public class DecoderBenchmark {
  /** The table of the rows. */
  @Param public Shape shape = Shape.NARROW;

  private RecordedRows rows;

  /** Records the event. */
  @Setup
  public void record() {
    rows = RecordedRows.of(shape);
  }

  /** Finds the start of each row and of each of its values. */
  @Benchmark
  public void rows(Blackhole seen) {
    rows.decode(seen::consume);
  }

  /** Decodes every value into an object as well. */
  @Benchmark
  public void values(Blackhole seen) {
    rows.decode(
        change -> {
          Row row = change.row();
          int columns = row.table().columns().size();
          for (int column = 0; column < columns; column++) {
            seen.consume(row.get(column));
          }
        });
  }
}
