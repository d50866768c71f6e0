package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.RowChange;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.mysql.TlsMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CutConnectionIT extends PipelineTestBase {
  private static final int TRANSACTIONS = 400;

  /**
   * The number of bytes by which a connection may live longer after each cut. A server that skips
   * transactions the client has sends heartbeats instead, so that a fixed limit might never be
   * enough.
   */
  private static final int GROWTH = 3_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void connectionsThatAreCutAnywhereLoseNothing(long seed) throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY, filler VARCHAR(100))");
    var random = new Random(seed);
    try (var proxy = new CuttingProxy(mysql.port(), cuts -> random.nextInt(GROWTH * (cuts + 1)))) {
      startAndConnect(
          pipeline()
              .source(through(proxy))
              .errorPolicy(failure -> new ErrorPolicy.Retry(Duration.ofMillis(2))));

      for (int i = 0; i < TRANSACTIONS; i++) {
        sql("INSERT INTO t VALUES (%d, 'a'), (%d, REPEAT('b', 90))".formatted(2 * i, 2 * i + 1));
      }
      await(() -> ids().size() == 2 * TRANSACTIONS);

      assertEquals(IntStream.range(0, 2 * TRANSACTIONS).boxed().toList(), List.copyOf(ids()));
      assertTrue(proxy.cuts() >= 5, () -> proxy.cuts() + " cuts, seed " + seed);
    }
  }

  private MySqlSource through(CuttingProxy proxy) {
    return MySqlSource.builder("127.0.0.1", proxy.port())
        .credentials("cdc", () -> "secret")
        .serverId(9002)
        .tls(TlsMode.DISABLED)
        .publicKeyRetrieval(true)
        .startPosition(StartPosition.latest())
        .heartbeatInterval(Duration.ofMillis(500))
        .build();
  }

  /** Returns the keys in the order of their first delivery. */
  private Set<Integer> ids() {
    List<Integer> ids = new ArrayList<>();
    for (RowChange change : rows()) {
      ids.add(change.row().getInt("id"));
    }
    return new LinkedHashSet<>(ids);
  }
}
