package dev.towpath.sink.rocketmq.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.Table;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.Changes;
import dev.towpath.sink.rocketmq.CheckedSettings;
import dev.towpath.sink.rocketmq.PartitionHash;
import dev.towpath.sink.rocketmq.RocketMqSink;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class TableRoutesTest {

  private static SinkException failure(Function<Table, PartitionHash> hash) {
    RocketMqSettings settings =
        CheckedSettings.of(RocketMqSink.builder("host:9876").topic("shop").partitionHash(hash));
    var routes = new TableRoutes(settings.routing());
    return assertThrows(SinkException.class, () -> routes.of(Changes.items()));
  }

  @Test
  void failingHashIsReportedWithItsTable() {
    SinkException failure =
        failure(
            table -> {
              throw new IllegalStateException("unknown table");
            });

    assertTrue(failure.isPermanent());
    assertEquals(
        "no partitions for the rows of shop.items: unknown table; check partitionHash(…)",
        failure.getMessage());
  }

  @Test
  @SuppressWarnings("NullAway") // A function of another language may return null.
  void nullHashIsReportedWithItsTable() {
    SinkException failure = failure(table -> null);

    assertEquals(
        "no partitions for the rows of shop.items: the function returned null;"
            + " check partitionHash(…)",
        failure.getMessage());
  }
}
