package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class StoredOffsetsTest {
  private final StoredOffsets offsets = new StoredOffsets();

  @Test
  void offsetBelongsToTheMessageWithinItsRequest() {
    offsets.add(5, 7, 103);
    offsets.add(8, 9, 105);

    assertEquals(101, offsets.after(5));
    assertEquals(102, offsets.after(6));
    assertEquals(104, offsets.after(8));
    assertEquals(105, offsets.after(9));
  }

  @Test
  void messagesOfAnotherWriterLeaveAGap() {
    offsets.add(5, 7, 103);
    offsets.add(8, 9, 205);

    assertEquals(103, offsets.after(7));
    assertEquals(204, offsets.after(8));
    assertThrows(IllegalStateException.class, () -> offsets.after(7));
  }

  @Test
  void messagesThatAreSentAgainHaveTheirNewOffsets() {
    offsets.add(1, 10, 10);
    offsets.add(11, 12, 20);
    offsets.add(8, 13, 36);

    assertEquals(7, offsets.after(7));
    assertEquals(31, offsets.after(8));
    assertEquals(36, offsets.after(13));
  }

  @Test
  void offsetOfAMessageThatIsNotStoredIsAnError() {
    offsets.add(1, 2, 2);

    assertThrows(IllegalStateException.class, () -> offsets.after(3));
  }
}
