package dev.towpath.sink.rocketmq.option;

/** The policy for rows whose queue has no broker when a sink starts. */
public enum BrokerDownPolicy {
  /**
   * The sink fails until the broker is back; the error policy decides how often it retries. Order
   * is kept and there are no duplicates.
   */
  WAIT,

  /**
   * The rows go to the next queue of the topic that has a broker, until the next sink starts. Later
   * changes of a row may be consumed before its earlier ones, which are in the unavailable queue.
   * Changes may be published twice. A broker that goes down during the life of a sink is noticed
   * after the sink's {@code retryTimeout}.
   */
  USE_OTHERS
}
