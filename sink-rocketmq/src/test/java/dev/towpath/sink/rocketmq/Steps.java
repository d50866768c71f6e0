package dev.towpath.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.sink.rocketmq.internal.message.MessageProperties;
import dev.towpath.sink.testkit.DurableRow;
import java.util.HashMap;
import java.util.Map;
import org.apache.rocketmq.common.message.MessageExt;

/** A summary of a {@link RowStream} as found in a topic. */
record Steps(long total, long missing, long repeated, long backward, long numbersNotGrowing) {

  static Steps in(TopicReader reader, long changes) throws Exception {
    var count = new Count();
    reader.visit(count::add);
    return count.steps(changes);
  }

  /** Returns the summary of each change once, in order. */
  static Steps exactly(long changes) {
    return new Steps(changes, 0, 0, 0, 0);
  }

  /** A count of what was read so far; a topic may be larger than memory. */
  private static final class Count {
    private final Map<String, Long> next = new HashMap<>();
    private final Map<String, Integer> queueOf = new HashMap<>();
    private final Map<Integer, Long> numbers = new HashMap<>();
    private long total;
    private long repeated;
    private long missing;
    private long backward;
    private long stuck;

    void add(int queue, MessageExt message) {
      long number = Long.parseLong(message.getUserProperty(MessageProperties.NUMBER));
      stuck += number > numbers.getOrDefault(queue, 0L) ? 0 : 1;
      numbers.merge(queue, number, Math::max);
      for (DurableRow row : FlatRows.of(message)) {
        total++;
        assertEquals(queue, queueOf.computeIfAbsent(row.key(), key -> queue), "queue of a key");
        step(row.key(), Long.parseLong(String.valueOf(row.columns().get("step"))));
      }
    }

    private void step(String key, long step) {
      long expected = next.getOrDefault(key, 0L);
      if (step > expected) {
        missing += step - expected;
      } else if (step == expected - 1) {
        repeated++;
      } else if (step < expected) {
        backward++;
      }
      next.put(key, Math.max(expected, step + 1));
    }

    Steps steps(long changes) {
      for (long key = 0; key < RowStream.KEYS; key++) {
        missing += changes / RowStream.KEYS - next.getOrDefault(Long.toString(key), 0L);
      }
      return new Steps(total, missing, repeated, backward, stuck);
    }
  }
}
