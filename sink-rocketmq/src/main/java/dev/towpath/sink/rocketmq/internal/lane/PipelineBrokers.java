package dev.towpath.sink.rocketmq.internal.lane;

/**
 * The facts about the brokers of a pipeline that outlive a sink. Thread-safe.
 *
 * @param unsecured the brokers that stored messages without securing them
 * @param outages the brokers that do not accept messages at present
 */
public record PipelineBrokers(UnsecuredBrokers unsecured, BrokerOutages outages) {

  /** Creates the facts before anything is known. */
  public static PipelineBrokers of(String pipeline) {
    return new PipelineBrokers(
        new UnsecuredBrokers(), new BrokerOutages(pipeline, System::nanoTime));
  }
}
