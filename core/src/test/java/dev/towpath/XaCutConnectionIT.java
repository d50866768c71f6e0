package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.failure.ErrorPolicy;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.mysql.TlsMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class XaCutConnectionIT extends XaTestBase {
  private static final int ROUNDS = 40;

  /** The number of bytes by which a connection may live longer after each cut. */
  private static final int GROWTH = 18_000;

  /** Uses memory for one or two of the open transactions; the others are read again. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void connectionsThatAreCutAnywhereLoseAndRepeatNothing(long seed) throws Exception {
    var random = new Random(seed);
    List<String> expected = new ArrayList<>();
    try (var proxy = new CuttingProxy(mysql.port(), cuts -> random.nextInt(GROWTH * (cuts + 1)))) {
      startAndConnect(
          pipeline()
              .source(through(proxy))
              .memoryBudget(1 << 20)
              .errorPolicy(failure -> new ErrorPolicy.Retry(Duration.ofMillis(2))));

      for (int i = 0; i < ROUNDS; i++) {
        for (int branch = 0; branch < 4; branch++) {
          prepare(
              "'g','b" + branch + "'", large(8 * i + 2 * branch), large(8 * i + 2 * branch + 1));
        }
        for (int branch : List.of(2, 0, 3, 1)) {
          if (branch == 0) {
            rollback("'g','b0'");
          } else {
            commit("'g','b" + branch + "'");
            expected.add(String.valueOf(8 * i + 2 * branch));
            expected.add(String.valueOf(8 * i + 2 * branch + 1));
          }
        }
      }
      await(() -> rows().size() >= expected.size());

      assertEquals(expected, PipelineIT.ids(rows()));
      assertTrue(proxy.cuts() >= 5, () -> proxy.cuts() + " cuts, seed " + seed);
    }
  }

  private static String large(int id) {
    return "INSERT INTO t VALUES (%d, REPEAT('y', 60000))".formatted(id);
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
}
