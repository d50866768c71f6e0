package dev.sluice.sink.rocketmq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.sink.testkit.DurableRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.common.message.MessageExt;

/** What a topic shows of a {@link RowStream}. */
record Steps(long total, long missing, long repeated, long backward, long numbersNotGrowing) {

  static Steps in(TopicReader reader, long changes) throws Exception {
    Map<String, Long> next = new HashMap<>();
    Map<String, Integer> queueOf = new HashMap<>();
    long total = 0;
    long repeated = 0;
    long missing = 0;
    long backward = 0;
    long stuck = 0;
    List<List<MessageExt>> queues = reader.queues();
    for (int queue = 0; queue < queues.size(); queue++) {
      long number = 0;
      for (MessageExt message : queues.get(queue)) {
        long n = Long.parseLong(message.getUserProperty(MessageProperties.NUMBER));
        stuck += n > number ? 0 : 1;
        number = Math.max(number, n);
        for (DurableRow row : FlatRows.of(message)) {
          total++;
          String key = row.key();
          assertEquals(queue, queueOf.computeIfAbsent(key, Steps.always(queue)), "queue of a key");
          long step = Long.parseLong(String.valueOf(row.columns().get("step")));
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
      }
    }
    for (long key = 0; key < RowStream.KEYS; key++) {
      long all = changes / RowStream.KEYS;
      missing += all - next.getOrDefault(Long.toString(key), 0L);
    }
    return new Steps(total, missing, repeated, backward, stuck);
  }

  private static java.util.function.Function<String, Integer> always(int queue) {
    return key -> queue;
  }

  /** Each change once, in order. */
  static Steps exactly(long changes) {
    return new Steps(changes, 0, 0, 0, 0);
  }
}
