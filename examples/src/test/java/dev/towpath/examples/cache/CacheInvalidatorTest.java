package dev.towpath.examples.cache;

import static dev.towpath.testkit.MemorySource.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.PullSink;
import dev.towpath.event.ColumnType;
import dev.towpath.event.Table;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.sink.testkit.TestEvents;
import dev.towpath.testkit.MemorySource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class CacheInvalidatorTest {
  private static final Table USERS =
      TestEvents.table("app.users")
          .column("id", ColumnType.BIGINT)
          .column("name", ColumnType.TEXT)
          .primaryKey("id")
          .build();

  private final List<Long> forgotten = new CopyOnWriteArrayList<>();

  @Test
  void bothKeysOfARowAreForgottenWhenItsKeyChanges() throws InterruptedException {
    try (MemorySource source = MemorySource.builder().table(USERS).start();
        PullSink changes = new PullSink();
        CdcPipeline pipeline = pipeline(source, changes)) {
      new Thread(new CacheInvalidator(changes, "app.users", "id", forgotten::add)).start();
      pipeline.start();

      source.transaction().insert("app.users", 1, "Ada").commit();
      source.transaction().update("app.users", row(1, "Ada"), row(2, "Ada")).commit();

      assertTrue(pipeline.awaitAcknowledged(source.position(), Duration.ofMinutes(2)));
      assertEquals(List.of(1L, 2L, 1L), forgotten);
    }
  }

  private static CdcPipeline pipeline(MemorySource source, PullSink changes) {
    return CdcPipeline.builder()
        .name("cache")
        .source(source.mySql())
        .sink(changes)
        .positionStore(new InMemoryPositionStore())
        .build();
  }
}
