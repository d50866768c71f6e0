package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.rocketmq.common.message.MessageQueue;

/** The lanes of one topic, opened when they are first used. Used by one thread. */
public final class TopicLanes {
  private final TopicLayout layout;
  private final Set<MessageQueue> down;
  private final Opening opening;
  private final Map<Integer, LaneWorker> workers = new TreeMap<>();

  /** A function that opens a lane and reads what its queue holds. */
  @FunctionalInterface
  interface Opening {
    LaneWorker open(TopicLayout layout, QueueState state)
        throws SinkException, InterruptedException;
  }

  /**
   * Creates the lanes.
   *
   * @param down the queues replaced by others; not all queues
   */
  TopicLanes(TopicLayout layout, Set<MessageQueue> down, Opening opening) {
    this.layout = layout;
    this.down = Set.copyOf(down);
    this.opening = opening;
  }

  public int partitions() {
    return layout.partitions();
  }

  /** Returns whether two partitions are in different queues. */
  public boolean isElsewhere(int partition, int other) {
    return queueOf(partition) != queueOf(other);
  }

  private int queueOf(int partition) {
    int queue = layout.queueOf(partition);
    while (down.contains(layout.queues().get(queue).queue())) {
      queue = (queue + 1) % layout.queues().size();
    }
    return queue;
  }

  public LaneWorker ofPartition(int partition) throws SinkException, InterruptedException {
    int queue = queueOf(partition);
    LaneWorker worker = workers.get(queue);
    if (worker == null) {
      worker = opening.open(layout, layout.queues().get(queue));
      workers.put(queue, worker);
    }
    return worker;
  }

  Collection<LaneWorker> open() {
    return workers.values();
  }

  /** Returns the queues and their ends after the last durable batch. */
  TopicLayout acknowledged() {
    List<QueueState> states = new ArrayList<>(layout.queues());
    workers.forEach((queue, worker) -> states.set(queue, worker.acknowledged()));
    return new TopicLayout(layout.topic(), layout.partitions(), states);
  }

  void close() {
    workers.values().forEach(LaneWorker::close);
  }

  /**
   * Waits until {@code deadline}, a {@link System#nanoTime}, for the threads of all lanes to end.
   */
  void join(long deadline) {
    for (LaneWorker worker : workers.values()) {
      worker.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }
}
