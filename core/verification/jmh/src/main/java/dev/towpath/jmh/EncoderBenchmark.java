package dev.towpath.jmh;

import dev.towpath.sink.rocketmq.format.MessageEncoder;
import dev.towpath.sink.rocketmq.format.MessageStamp;
import dev.towpath.sink.rocketmq.format.RowsMessage;
import java.time.Instant;
import java.time.ZoneOffset;
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

/** A benchmark of encoding a row from its image to the body of a message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RecordedRows.ROWS)
public class EncoderBenchmark {
  /** The table of the rows. */
  @Param public Shape shape = Shape.NARROW;

  /** The format of the message. */
  @Param public Format format = Format.CANAL_JSON;

  private MessageEncoder encoder;
  private RowsMessage message;

  /** The sink's formats that encode all rows of an event in one message. */
  public enum Format {
    /** {@link MessageEncoder#canalJson}. */
    CANAL_JSON,
    /** {@link MessageEncoder#canalProtobuf}. */
    CANAL_PROTOBUF
  }

  /** Records the rows. */
  @Setup
  public void record() {
    encoder =
        switch (format) {
          case CANAL_JSON -> MessageEncoder.canalJson();
          case CANAL_PROTOBUF -> MessageEncoder.canalProtobuf();
        };
    message =
        RowsMessage.of(
            RecordedRows.of(shape).changes(), new MessageStamp(1, Instant.EPOCH, ZoneOffset.UTC));
  }

  /** Encodes all rows into the body of one message. */
  @Benchmark
  public byte[] encode() throws Exception {
    return encoder.rows(message);
  }
}
