package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.position.InMemoryPositionStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * Tests of two pipelines of one name without an election: the server lets one of them read at a
 * time.
 */
final class RivalsIT extends PipelineTestBase {
  private final List<Failure> failures = new CopyOnWriteArrayList<>();

  @Test
  void pipelinesOfOneNameDisplaceEachOtherLessAndLessOften() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    startAndConnect(pipeline().source(patient()).listener(new Listener()));
    start(pipeline(new InMemoryPositionStore()).source(patient()).listener(new Listener()));

    await(() -> failures.stream().anyMatch(failure -> failure.attempt() >= 4));

    String message = String.valueOf(failures.get(0).cause().getMessage());
    assertTrue(message.contains("same pipeline name; give each its own"), message);
    sql("INSERT INTO t VALUES (1), (2)");
    assertEquals(
        List.of("1", "1", "2", "2"), PipelineIT.ids(awaitRows(4)).stream().sorted().toList());
  }

  private final class Listener implements PipelineListener {
    @Override
    public void onFailure(Failure failure, ErrorPolicy.Decision decision) {
      failures.add(failure);
    }
  }
}
