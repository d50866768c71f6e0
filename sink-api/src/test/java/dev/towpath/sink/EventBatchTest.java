package dev.towpath.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Heartbeat;
import dev.towpath.event.Origin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventBatchTest {
  private static final ChangeEvent EVENT = new Heartbeat(Origin.builder().build());
  private static final BinlogPosition POSITION = BinlogPosition.builder("bin.1", 4).build();

  @Test
  void batchIsNeverEmpty() {
    assertThrows(IllegalArgumentException.class, () -> EventBatch.of(List.of(), POSITION, true));
  }

  @Test
  void eventsAreCopiedInAndCannotBeChanged() {
    List<ChangeEvent> events = new ArrayList<>(List.of(EVENT));
    EventBatch batch = EventBatch.of(events, POSITION, true);

    events.add(EVENT);

    assertEquals(List.of(EVENT), batch.events());
    assertThrows(UnsupportedOperationException.class, () -> batch.events().add(EVENT));
  }

  @Test
  void attemptIsGivenAndNotNegative() {
    EventBatch batch = EventBatch.of(List.of(EVENT), POSITION, true, 3);

    assertEquals(3, batch.attempt());
    assertTrue(batch.toString().endsWith("attempt 3"), batch::toString);
    assertThrows(
        IllegalArgumentException.class, () -> EventBatch.of(List.of(EVENT), POSITION, true, -1));
  }
}
