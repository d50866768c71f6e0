package dev.towpath.sink.rocketmq.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.rocketmq.logging.org.slf4j.LoggerFactory;
import org.junit.jupiter.api.Test;

final class ClientLogProviderTest {

  @Test
  void clientFindsTheProvider() {
    assertInstanceOf(ClientLogger.class, LoggerFactory.getLogger("RocketmqClient"));
    assertSame(
        LoggerFactory.getLogger("RocketmqClient"), LoggerFactory.getLogger("RocketmqClient"));
  }

  @Test
  void warningsReachTheLoggerOfTheirNameAndInformationDoesNot() {
    List<String> lines = new ArrayList<>();
    Logger target = Logger.getLogger("org.apache.rocketmq.RocketmqTest");
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage() + " " + line.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    target.setUseParentHandlers(false);
    target.addHandler(handler);
    var failure = new IllegalStateException("closed");

    var logger = LoggerFactory.getLogger("RocketmqTest");
    logger.info("channel {} is new", 1);
    logger.warn("channel {} is {}", 1, "gone");
    logger.error("channel is gone", failure);

    assertEquals(
        List.of("WARNING channel 1 is gone null", "SEVERE channel is gone " + failure), lines);
  }
}
