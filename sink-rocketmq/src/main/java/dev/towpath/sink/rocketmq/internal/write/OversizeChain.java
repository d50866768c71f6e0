package dev.towpath.sink.rocketmq.internal.write;

import dev.towpath.event.ChangeEvent;
import dev.towpath.event.RowChange;
import dev.towpath.event.Table;
import dev.towpath.sink.rocketmq.internal.message.PropertyText;
import dev.towpath.sink.rocketmq.internal.route.NamespacedTopics;
import dev.towpath.sink.rocketmq.internal.text.WellFormed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The steps for a change whose message is too large. Immutable. */
public final class OversizeChain {
  private final List<OversizeRule> steps;
  private final String namespace;

  public OversizeChain(List<OversizeRule> steps, String namespace) {
    this.steps = List.copyOf(steps);
    this.namespace = namespace;
  }

  /** Returns the topic for changes that no other step makes fit. */
  Optional<String> deadLetterTopic() {
    return steps.stream()
        .filter(step -> step.kind() == OversizeRule.Kind.DEAD_LETTER)
        .map(step -> NamespacedTopics.in(namespace, step.topic()))
        .findFirst();
  }

  /** A function from a change to a message body. */
  @FunctionalInterface
  interface ChangeEncoding {
    byte[] encode(ChangeEvent change) throws Exception;
  }

  /**
   * Returns the body after as many steps as it takes to fit; null when all of them do not suffice.
   * Nothing can be left out of a statement.
   */
  @Nullable MessageBody fit(ChangeEvent change, int limit, ChangeEncoding encoding)
      throws Exception {
    ChangeEvent reduced = change;
    boolean compressed = false;
    List<String> leftOut = new ArrayList<>();
    for (OversizeRule step : steps) {
      switch (step.kind()) {
        case COMPRESS -> compressed = true;
        case DROP_COLUMNS -> {
          if (reduced instanceof RowChange row) {
            reduced = withoutColumns(row, step, leftOut);
          }
        }
        case CHANGED_COLUMNS -> {
          if (reduced instanceof RowChange row) {
            reduced = ReducedRow.changedOnly(row);
            leftOut.add("unchanged");
          }
        }
        case DEAD_LETTER -> {
          return null;
        }
      }
      byte[] plain = encoding.encode(reduced);
      byte[] body = compressed ? gzip(plain) : plain;
      if (body.length <= limit) {
        return new MessageBody(body, compressed, String.join(",", leftOut));
      }
    }
    return null;
  }

  private static RowChange withoutColumns(RowChange row, OversizeRule step, List<String> leftOut) {
    Table table = row.table();
    List<Integer> hidden = new ArrayList<>();
    for (int column = 0; column < table.columns().size(); column++) {
      String name = table.column(column).name();
      if (step.names(table.qualifiedName(), name) && !table.primaryKey().contains(column)) {
        hidden.add(column);
        leftOut.add(PropertyText.escape(WellFormed.text(name)));
      }
    }
    return hidden.isEmpty() ? row : ReducedRow.without(row, hidden::contains);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream(plain.length / 4);
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
