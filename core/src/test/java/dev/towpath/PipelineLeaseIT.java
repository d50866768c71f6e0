package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.ScriptedCoordinator.ScriptedLease;
import dev.towpath.coordination.Lease;
import dev.towpath.pipeline.PipelineState;
import dev.towpath.position.Checkpoint;
import dev.towpath.position.PositionStore;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class PipelineLeaseIT extends PipelineTestBase {
  private final ScriptedCoordinator coordinator = new ScriptedCoordinator();

  @Test
  void standbyDoesNothingUntilElected() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    CdcPipeline pipeline = start(pipeline().coordinator(coordinator));

    await(() -> pipeline.status().state() == PipelineState.STANDBY);
    assertEquals(0, sink.created());
    coordinator.elect();
    await(() -> pipeline.status().state() == PipelineState.RUNNING);

    assertEquals(1, pipeline.status().epoch());
  }

  @Test
  void revokedLeaderStandsByAndGoesOnWhenElectedAgain() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    ScriptedLease first = coordinator.elect();
    CdcPipeline pipeline = startAndConnect(pipeline().coordinator(coordinator));
    sql("INSERT INTO t VALUES (1)");
    await(() -> pipeline.status().acknowledgedEvents() == 3);
    // The next leader repeats what was not saved.
    await(
        () ->
            store
                .checkpoint(first.pipeline())
                .map(Checkpoint::position)
                .equals(Optional.ofNullable(pipeline.status().acknowledgedPosition())));

    first.revoke();
    await(() -> pipeline.status().state() == PipelineState.STANDBY);
    await(() -> sink.closed() == 1);
    sql("INSERT INTO t VALUES (2)");
    coordinator.elect();

    assertEquals(List.of("1", "2"), PipelineIT.ids(awaitRows(2)));
    assertEquals(2, pipeline.status().epoch());
  }

  @Test
  void suspectLeasePausesWithoutTeardown() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    ScriptedLease lease = coordinator.elect();
    CdcPipeline pipeline = startAndConnect(pipeline().coordinator(coordinator));

    lease.suspect(true);
    sql("INSERT INTO t VALUES (1)");
    await(() -> pipeline.status().state() == PipelineState.PAUSED);
    assertEquals(List.of(), rows());
    lease.suspect(false);

    assertEquals(1, awaitRows(1).size());
    assertEquals(1, sink.created());
    assertEquals(PipelineState.RUNNING, pipeline.status().state());
  }

  @Test
  void sinkThatIsBusyWhenTheLeaseIsRevokedIsInterrupted() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    ScriptedLease lease = coordinator.elect();
    var entered = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    Sink hanging =
        batch -> {
          entered.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    CdcPipeline pipeline =
        startAndConnect(pipeline().coordinator(coordinator).sink(context -> hanging));
    sql("INSERT INTO t VALUES (1)");
    entered.await();

    lease.revoke();

    interrupted.await();
    await(() -> pipeline.status().state() == PipelineState.STANDBY);
  }

  @Test
  void lastPositionIsSavedBeforeTheLeaseIsGivenUp() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    coordinator.elect();
    CdcPipeline pipeline =
        startAndConnect(
            pipeline(new JournalingStore()).coordinator(coordinator).sink(context -> journaling()));
    sql("INSERT INTO t VALUES (1)");
    await(() -> coordinator.journal().contains("write"));
    await(() -> pipeline.status().acknowledgedEvents() > 0);

    pipeline.close();

    List<String> journal = new ArrayList<>(coordinator.journal());
    int release = journal.indexOf("release 1");
    assertEquals(journal.size() - 1, journal.lastIndexOf("release 1"), journal::toString);
    assertTrue(journal.lastIndexOf("flush") < journal.lastIndexOf("save"), journal::toString);
    assertTrue(journal.lastIndexOf("save") < release, journal::toString);
    assertTrue(journal.indexOf("close") < release, journal::toString);
  }

  private Sink journaling() {
    return new Sink() {
      @Override
      public void write(EventBatch batch) {
        coordinator.journal().add("write");
      }

      @Override
      public void flush() {
        coordinator.journal().add("flush");
      }

      @Override
      public void close() {
        coordinator.journal().add("close");
      }
    };
  }

  private final class JournalingStore implements PositionStore {
    @Override
    public Optional<Checkpoint> load(Lease lease) throws IOException {
      return store.load(lease);
    }

    @Override
    public CompletionStage<Void> save(Checkpoint checkpoint, Lease lease) {
      coordinator.journal().add("save");
      return store.save(checkpoint, lease);
    }
  }
}
