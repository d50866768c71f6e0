package dev.towpath.sink.rocketmq.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.sink.rocketmq.internal.client.SendFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BrokerOutagesTest {
  private final Logger logger = Logger.getLogger("dev.towpath.sink.rocketmq");
  private final Lines lines = new Lines();
  private long now;
  private final BrokerOutages outages = new BrokerOutages("orders", () -> now);

  @BeforeEach
  void listen() {
    logger.addHandler(lines);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(lines);
  }

  @Test
  void brokerThatIsDownHasOneWarningAndOneLineAtTheEnd() {
    for (int attempt = 0; attempt < 20; attempt++) {
      for (int queue = 0; queue < 4; queue++) {
        outages.failed(queue(queue), SendFailure.NOT_STORED, new IOException("down"));
      }
      now += Duration.ofSeconds(2).toNanos();
    }
    for (int queue = 0; queue < 4; queue++) {
      outages.succeeded(queue(queue));
    }

    assertEquals(
        List.of(
            "WARNING pipeline orders: broker b topic shop queue 0: NOT_STORED (attempt 1),"
                + " retrying: java.io.IOException: down",
            "INFO pipeline orders: broker b accepts messages again, after 80 failed attempts in"
                + " 40 s"),
        lines.told);
  }

  @Test
  void longOutageIsRepeatedOnceAMinute() {
    for (int second = 0; second <= 150; second++) {
      outages.failed(queue(0), SendFailure.NOT_STORED, new IOException("down"));
      now += Duration.ofSeconds(1).toNanos();
    }

    assertEquals(
        List.of("(attempt 1)", "(attempt 61, for 60 s)", "(attempt 121, for 120 s)"),
        lines.told.stream().map(line -> line.replaceAll(".*(\\(.*\\)).*", "$1")).toList());
  }

  @Test
  void queueThatNeverFailedEndsNoOutage() {
    outages.failed(queue(0), SendFailure.NOT_STORED, new IOException("down"));
    outages.succeeded(queue(1));

    assertEquals(1, lines.told.size());
  }

  private static MessageQueue queue(int id) {
    return new MessageQueue("shop", "b", id);
  }

  /** The lines that operators see by default. */
  private static final class Lines extends Handler {
    private final List<String> told = new ArrayList<>();

    private Lines() {
      setLevel(Level.INFO);
    }

    @Override
    public void publish(LogRecord logged) {
      if (isLoggable(logged)) {
        told.add(logged.getLevel() + " " + logged.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
