package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Heartbeat;
import dev.towpath.event.Origin;
import dev.towpath.internal.binlog.event.BinlogEvent;
import dev.towpath.internal.binlog.event.Group;
import dev.towpath.internal.binlog.stream.ScriptedBinlog;
import dev.towpath.mysql.MySqlSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BatchBuilderTest {
  private static final MySqlSource SOURCE =
      MySqlSource.builder("scripted", 1).credentials("u", () -> "p").serverId(1).build();

  private final BatchBuilder builder = new BatchBuilder("p", 1000);

  @BeforeEach
  void start() {
    builder.startAt(position(4));
  }

  @Test
  void openTransactionIsNotTaken() {
    builder.add(event());

    assertNull(builder.takeComplete());
  }

  @Test
  void completeTransactionsAreTakenTogetherWithTheLastPosition() {
    builder.add(event());
    builder.hold(10);
    builder.endTransaction(position(100));
    builder.add(event());
    builder.hold(20);
    builder.endTransaction(position(200));

    BatchInFlight taken = Objects.requireNonNull(builder.takeComplete());

    assertEquals(2, taken.batch().events().size());
    assertEquals(position(200), taken.batch().position());
    assertTrue(taken.batch().endsTransaction());
    assertEquals(30, taken.bytes());
    assertNull(builder.takeComplete());
  }

  @Test
  void emptyTransactionMovesThePositionOnly() {
    builder.endTransaction(position(100));

    assertNull(builder.takeComplete());
    assertEquals(position(100), builder.position());
  }

  @Test
  void partOfATransactionKeepsThePositionBeforeIt() {
    for (int i = 0; i < 3; i++) {
      builder.add(event());
    }

    BatchInFlight part = Objects.requireNonNull(builder.takePart());

    assertEquals(2, part.batch().events().size());
    assertFalse(part.batch().endsTransaction());
    assertEquals(position(4), part.batch().position());
    assertTrue(builder.isSplit());
  }

  @Test
  void lastPartIsNeverEmpty() {
    builder.add(event());
    builder.add(event());
    assertNotNull(builder.takePart());
    builder.endTransaction(position(100));

    BatchInFlight last = Objects.requireNonNull(builder.takeComplete());

    assertEquals(1, last.batch().events().size());
    assertTrue(last.batch().endsTransaction());
    assertFalse(builder.isSplit());
  }

  @Test
  void abandonedTransactionLeavesTheCompleteOnes() {
    builder.add(event());
    builder.endTransaction(position(100));
    builder.add(event());
    builder.hold(50);

    assertEquals(50, builder.abandonOpen());

    BatchInFlight taken = Objects.requireNonNull(builder.takeComplete());
    assertEquals(1, taken.batch().events().size());
    assertEquals(position(100), builder.position());
  }

  @Test
  void anotherTransactionIsRefusedWhileOneIsIncomplete() {
    List<Group> groups =
        new ScriptedBinlog()
            .transaction(1).transaction(1).read(ScriptedBinlog.start(), SOURCE, "server").stream()
                .map(BinlogEvent::group)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    builder.enter(groups.get(0));

    assertThrows(IllegalStateException.class, () -> builder.enter(groups.get(1)));
    assertThrows(IllegalStateException.class, () -> builder.pass(position(100)));

    builder.endTransaction(position(100));
    builder.enter(groups.get(1));
    assertEquals(2, groups.size());
  }

  @Test
  void bytesMakeATransactionOversized() {
    builder.add(event());
    builder.hold(1000);

    assertTrue(builder.isOversized());
    assertFalse(builder.isFull());
  }

  private static ChangeEvent event() {
    return new Heartbeat(Origin.builder().build());
  }

  private static BinlogPosition position(long offset) {
    return BinlogPosition.builder("bin.000001", offset).build();
  }
}
