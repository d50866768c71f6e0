package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.Test;

final class SinkStateTest {

  private static SinkState state(int queues) {
    List<QueueState> states = new ArrayList<>();
    for (int i = 0; i < queues; i++) {
      states.add(new QueueState(new MessageQueue("shop", "broker-" + i % 3, i), 100L + i, i));
    }
    return new SinkState(List.of(new TopicLayout("shop", queues * 2, states)));
  }

  @Test
  void stateSurvivesEncoding() {
    SinkState state = state(8);

    assertEquals(state, SinkState.decode(state.encode()));
  }

  @Test
  void stateOfManyQueuesFitsACheckpoint() {
    assertTrue(state(3000).encode().length < 65_536);
  }

  @Test
  void stateOfTheReleaseWithOneTopicIsRead() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(1);
      out.writeUTF("shop");
      out.writeInt(8);
      out.writeShort(1);
      out.writeUTF("broker-a");
      out.writeShort(1);
      out.writeShort(0);
      out.writeShort(3);
      out.writeLong(100);
      out.writeLong(42);
    }

    SinkState state = SinkState.decode(bytes.toByteArray());

    var queue = new QueueState(new MessageQueue("shop", "broker-a", 3), 100, 42);
    assertEquals(Optional.of(new TopicLayout("shop", 8, List.of(queue))), state.of("shop"));
  }

  @Test
  void queuesThatWereNeverReadSurviveEncoding() {
    var queue = new QueueState(new MessageQueue("shop", "b", 0), QueueState.UNKNOWN, 0);
    var state = new SinkState(List.of(new TopicLayout("shop", 1, List.of(queue))));

    assertEquals(state, SinkState.decode(state.encode()));
  }

  @Test
  void laterVersionIsRefused() {
    byte[] bytes = state(1).encode();
    bytes[0] = 3;

    var error = assertThrows(IllegalArgumentException.class, () -> SinkState.decode(bytes));

    assertEquals(
        "the sink's checkpoint has version 3, this release reads versions up to 2: go back to the release that wrote it",
        error.getMessage());
  }

  @Test
  void damagedStateIsRefused() {
    byte[] bytes = Arrays.copyOf(state(2).encode(), 20);

    assertThrows(IllegalArgumentException.class, () -> SinkState.decode(bytes));
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    byte[] bytes = state(1).encode();
    int partitions = 1 + 1 + 2 + "broker-0".length() + 1 + 2 + "shop".length();
    assertEquals(2, bytes[partitions]);
    bytes[partitions] = 0;

    var error = assertThrows(IllegalArgumentException.class, () -> SinkState.decode(bytes));

    assertTrue(error.toString().contains("the sink's checkpoint is damaged"), error::toString);
    assertThrows(IllegalArgumentException.class, () -> SinkState.decode(new byte[0]));
  }
}
