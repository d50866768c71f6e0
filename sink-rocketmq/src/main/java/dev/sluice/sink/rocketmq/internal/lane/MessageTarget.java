package dev.sluice.sink.rocketmq.internal.lane;

import dev.sluice.sink.SinkException;
import dev.sluice.sink.rocketmq.internal.message.Outgoing;

/** Where finished messages go; it may wait. */
public interface MessageTarget {
  /** The topic of all messages. */
  String topic();

  /** The largest body in bytes. */
  int maxMessageSize();

  /** The number of the next message. */
  long nextNumber();

  void accept(Outgoing message) throws InterruptedException, SinkException;
}
