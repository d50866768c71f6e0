package dev.towpath.examples.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A live view of arriving messages: every statement, some messages, and the counters once a second.
 * Thread-safe.
 */
final class LiveView {
  private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(250);
  private static final Duration COUNTER_INTERVAL = Duration.ofSeconds(1);
  private static final int MAX_LINE = 110;
  private static final int MAX_COLUMNS = 4;

  private final Console console;
  private Duration nextSample = Duration.ZERO;
  private Duration nextCounter = Duration.ZERO;
  private @Nullable String lastTopic;

  LiveView(Console console) {
    this.console = console;
  }

  /** Shows a received message, if it is its turn. */
  synchronized void received(Received received) {
    Duration now = console.elapsed();
    if (received.message().isDdl()) {
      console.say(line(received));
    } else if (now.compareTo(nextSample) >= 0 && !received.topic().equals(lastTopic)) {
      console.say(line(received));
      // Both databases take turns.
      lastTopic = received.topic();
      nextSample = now.plus(SAMPLE_INTERVAL);
    }
  }

  /** Shows the line of {@code counters} when it is due; to be called often. */
  synchronized void tick(Supplier<String> counters) {
    Duration now = console.elapsed();
    if (now.compareTo(nextCounter) >= 0) {
      console.say("---- " + counters.get());
      nextCounter = now.plus(COUNTER_INTERVAL);
    }
  }

  /** Formats a message in one line. */
  static String line(Received received) {
    FlatMessage message = received.message();
    String where = "%s queue %d".formatted(received.topic(), received.queue());
    if (message.isDdl()) {
      return "%s  %s".formatted(where, oneLine(String.valueOf(message.sql())));
    }
    Map<String, @Nullable String> row = message.rows().get(0);
    int more = message.rows().size() - 1;
    String line =
        "%s  %-6s %s.%s %s: %s%s"
            .formatted(
                where,
                message.type(),
                message.database(),
                message.table(),
                message.primaryKey(row),
                columns(message, row),
                more == 0 ? "" : " and %d more".formatted(more));
    return shorten(line);
  }

  /** Formats the columns that an update changed, otherwise the first columns. */
  private static String columns(FlatMessage message, Map<String, @Nullable String> row) {
    var text = new StringJoiner(", ");
    if (message.old() != null) {
      message
          .old()
          .get(0)
          .forEach((name, old) -> text.add(name + " " + old + " -> " + row.get(name)));
    } else {
      List<String> names = new ArrayList<>(row.keySet());
      for (String name : names.subList(0, Math.min(MAX_COLUMNS, names.size()))) {
        text.add(name + " " + row.get(name));
      }
    }
    return text.toString();
  }

  private static String oneLine(String sql) {
    return shorten(sql.replaceAll("\\s+", " "));
  }

  private static String shorten(String line) {
    return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE - 3) + "...";
  }
}
