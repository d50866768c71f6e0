package dev.towpath.sink.rocketmq.internal.lane;

import dev.towpath.sink.SinkException;
import dev.towpath.sink.rocketmq.internal.message.Outgoing;

/** A receiver of finished messages; it may block. */
public interface MessageTarget {
  /** Returns the topic of all messages. */
  String topic();

  /** Returns the maximum size of a body in bytes. */
  int maxMessageSize();

  /** Returns the number of the next message. */
  long nextNumber();

  void accept(Outgoing message) throws InterruptedException, SinkException;
}
