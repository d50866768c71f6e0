package dev.towpath.examples.kafka;

import java.io.IOException;

/** A broker that ends with its standard input, which ends when the parent dies. */
final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) {
    var lifeline = new Thread(BrokerMain::endWithInput, "lifeline");
    lifeline.setDaemon(true);
    lifeline.start();
    kafka.Kafka.main(arguments);
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // Input of any kind means that the parent lives.
      }
    } catch (IOException e) {
      System.err.println("standard input broke, ending: " + e);
    }
    Runtime.getRuntime().halt(1);
  }
}
