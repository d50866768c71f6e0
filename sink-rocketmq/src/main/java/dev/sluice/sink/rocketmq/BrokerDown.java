package dev.sluice.sink.rocketmq;

/** What becomes of rows whose queue has no broker when a sink starts. */
public enum BrokerDown {
  /**
   * They wait for it: the sink fails, again and again as the error policy has it, until the broker
   * is back. Order and the absence of duplicates hold.
   */
  WAIT,

  /**
   * They go to the next queue of the topic that has a broker, until the next sink starts. A row's
   * later changes may then be consumed before its earlier ones, which are in the queue that is
   * away, and changes may be published twice. A broker that goes down while a sink lives is noticed
   * after {@link RocketMqSinkBuilder#retryTimeout}.
   */
  USE_OTHERS
}
