package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.event.RowInsert;
import dev.towpath.event.RowUpdate;
import dev.towpath.event.StatementEvent;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.format.MessageStamp;
import dev.towpath.sink.rocketmq.format.RowsMessage;
import dev.towpath.sink.rocketmq.internal.lane.LaneWorker;
import dev.towpath.sink.rocketmq.internal.lane.Lanes;
import dev.towpath.sink.rocketmq.internal.lane.MessageTarget;
import dev.towpath.sink.rocketmq.internal.lane.TopicLanes;
import dev.towpath.sink.rocketmq.internal.route.KeyHash;
import dev.towpath.sink.rocketmq.internal.route.Routing;
import dev.towpath.sink.rocketmq.option.KeyChangePolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A writer that passes the changes of batches to the lanes of their queues. Used by one thread. */
public final class BatchWriter implements MessageFactory.DeadLetters {
  private final Routing routing;
  private final TableRoutes routes;
  private final Lanes lanes;
  private final MessageFactory messages;
  private final OversizeChain oversize;

  public BatchWriter(RocketMqSettings settings, SinkContext context, Lanes lanes) {
    this.routing = settings.routing();
    this.routes = new TableRoutes(routing);
    this.lanes = lanes;
    this.messages = new MessageFactory(settings, context.pipeline(), context.epoch(), this);
    this.oversize = settings.oversize();
  }

  public void write(List<ChangeEvent> events, MessageStamp stamp)
      throws InterruptedException, SinkException {
    for (int i = 0; i < events.size(); i++) {
      ChangeEvent event = events.get(i);
      if (event instanceof RowChange) {
        RowsMessage rows = RowsMessage.of(EventRows.startingAt(events, i), stamp);
        writeRows(rows);
        i += rows.size() - 1;
      } else if (event instanceof StatementEvent change) {
        writeStatement(change, stamp);
      }
    }
  }

  private void writeStatement(StatementEvent change, MessageStamp stamp)
      throws InterruptedException, SinkException {
    TopicLanes topic = lanes.of(routes.topicOf(change));
    LaneWorker lane = topic.ofPartition(routing.statementPartition());
    if (isFresh(change, lane, stamp)) {
      messages.statement(change, stamp, lane);
    }
  }

  private void writeRows(RowsMessage rows) throws InterruptedException, SinkException {
    TableRoutes.Route route = routes.of(rows.table());
    TopicLanes topic = lanes.of(route.topic());
    if (rows.size() == 1 && !movesRows(rows.row(0))) {
      int partition = route.partition(rows.row(0), messages.text(), topic.partitions());
      writeOne(rows, topic.ofPartition(partition));
      return;
    }
    Map<Integer, List<Integer>> byPartition = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      RowChange row = rows.row(i);
      int partition = route.partition(row, messages.text(), topic.partitions());
      if (movesRows(row)) {
        RowUpdate update = (RowUpdate) row;
        var delete = new RowDelete(update.origin(), update.rowOrdinal(), update.before());
        int from = route.partition(delete, messages.text(), topic.partitions());
        if (topic.isElsewhere(from, partition)) {
          writeParts(rows, byPartition, topic);
          byPartition.clear();
          move(delete, from, inserted(update), partition, topic, rows.stamp());
          continue;
        }
      }
      byPartition.computeIfAbsent(partition, key -> new ArrayList<>()).add(i);
    }
    writeParts(rows, byPartition, topic);
  }

  private boolean movesRows(RowChange row) {
    return routing.keyChanges() == KeyChangePolicy.DELETE_AND_INSERT && row instanceof RowUpdate;
  }

  private static RowInsert inserted(RowUpdate update) throws SinkException {
    for (int column = 0; column < update.table().columns().size(); column++) {
      if (!update.row().isPresent(column)) {
        throw SinkException.permanent(
            ("the update of %s at %s moves a row to another queue and lacks column %s, so the row"
                    + " cannot be inserted there; set binlog_row_image=FULL on the server, or"
                    + " keyChanges(KeyChangePolicy.UPDATE)")
                .formatted(
                    update.table().qualifiedName(),
                    update.origin(),
                    update.table().column(column).name()));
      }
    }
    return new RowInsert(update.origin(), update.rowOrdinal(), update.row());
  }

  /**
   * Moves a row to another queue. The delete is confirmed before the insert is sent: that keeps the
   * order between the queues.
   */
  private void move(
      RowDelete delete, int from, RowInsert insert, int to, TopicLanes topic, MessageStamp stamp)
      throws InterruptedException, SinkException {
    LaneWorker old = topic.ofPartition(from);
    writeOne(delete, old, stamp);
    lanes.await(old);
    writeOne(insert, topic.ofPartition(to), stamp);
  }

  private void writeOne(RowChange row, LaneWorker lane, MessageStamp stamp)
      throws InterruptedException, SinkException {
    writeOne(RowsMessage.of(List.of(row), stamp), lane);
  }

  private void writeOne(RowsMessage row, LaneWorker lane)
      throws InterruptedException, SinkException {
    if (isFresh(row.row(0), lane, row.stamp())) {
      messages.rows(row, lane);
    }
  }

  private void writeParts(
      RowsMessage rows, Map<Integer, List<Integer>> byPartition, TopicLanes topic)
      throws InterruptedException, SinkException {
    for (Map.Entry<Integer, List<Integer>> entry : byPartition.entrySet()) {
      LaneWorker lane = topic.ofPartition(entry.getKey());
      int[] fresh = new int[entry.getValue().size()];
      int count = 0;
      for (int index : entry.getValue()) {
        if (isFresh(rows.row(index), lane, rows.stamp())) {
          fresh[count++] = index;
        }
      }
      if (count > 0) {
        messages.rows(rows.only(Arrays.copyOf(fresh, count)), lane);
      }
    }
  }

  /**
   * Returns whether the queue does not hold the change yet. The queue is not asked for a change
   * that became a dead letter, because such a change was never in its queue.
   */
  private boolean isFresh(ChangeEvent change, LaneWorker lane, MessageStamp stamp)
      throws InterruptedException, SinkException {
    return !lane.isResuming()
        || messages.isBuried(change, stamp, lane.maxMessageSize())
        || !lane.holds(change);
  }

  @Override
  public @Nullable MessageTarget of(ChangeEvent change) throws InterruptedException, SinkException {
    TopicLanes topic = lanes.of(oversize.deadLetterTopic().orElseThrow());
    int partition =
        change instanceof RowChange row
            ? KeyHash.PRIMARY_KEY.partition(row, messages.text(), true, topic.partitions())
            : 0;
    LaneWorker lane = topic.ofPartition(partition);
    return lane.holds(change) ? null : lane;
  }
}
