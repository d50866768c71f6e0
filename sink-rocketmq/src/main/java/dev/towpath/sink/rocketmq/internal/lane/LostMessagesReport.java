package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;
import dev.towpath.sink.rocketmq.internal.message.StoredMessage;
import java.util.List;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * A loss of acknowledged messages that the sink cannot repair.
 *
 * @param queue the queue that lost them
 * @param from the offset of the first lost message
 * @param to the offset after the last lost message
 * @param before the last message of this pipeline before the loss; null when unknown
 * @param known the last of the lost messages, as far as they are still in memory
 */
record LostMessagesReport(
    MessageQueue queue, long from, long to, @Nullable StoredMessage before, List<Outgoing> known) {

  /** Returns the failure: the loss and the ways to continue. */
  SinkException failure() {
    return SinkException.permanent(
        ("%s. They cannot be published again from memory. Either recover the broker's store or"
                + " promote a replica that has them, and start again. Or set the pipeline's stored"
                + " position back to before %s, start once with"
                + " lostMessages(LostMessagesPolicy.CONTINUE), and accept that rows are published"
                + " twice")
            .formatted(loss(), firstLost()));
  }

  /** Returns the loss: the queue, the messages and their rows. */
  String loss() {
    return "%s lost %d acknowledged messages, at offsets %d to %d; %s"
        .formatted(QueueText.of(queue), to - from, from, to - 1, rows());
  }

  private String rows() {
    String beginning =
        before == null
            ? "the last message before them is not known"
            : "the last message before them has rows " + before.rows();
    return known.isEmpty()
        ? beginning + ", none of them is in memory"
        : "%s, %d of them are in memory with rows %s up to %s"
            .formatted(
                beginning, known.size(), known.get(0).rows(), known.get(known.size() - 1).rows());
  }

  private String firstLost() {
    if (before != null) {
      return "the transaction after " + before.rows();
    }
    return known.size() == to - from
        ? known.get(0).rows()
        : "the first transaction that is missing";
  }
}
