package dev.towpath.ha.zookeeper.instances;

import dev.towpath.coordination.Candidacy;
import dev.towpath.coordination.Coordinator;
import dev.towpath.coordination.Lease;
import dev.towpath.waiting.Wait;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A candidacy that records its reports; a recovery is an empty text. */
public final class RecordedCandidacy implements Candidacy {
  private final String destination;
  private final List<String> told = new CopyOnWriteArrayList<>();

  public RecordedCandidacy(String destination) {
    this.destination = destination;
  }

  @Override
  public String pipeline() {
    return destination;
  }

  @Override
  public long knownEpoch() {
    return 0;
  }

  @Override
  public void troubled(Exception cause) {
    told.add(String.valueOf(cause.getMessage()));
  }

  @Override
  public void recovered() {
    told.add("");
  }

  /** Returns all reports in order. */
  public List<String> told() {
    return told;
  }

  /** Stands for election in the background. */
  public CompletableFuture<Lease> stand(Coordinator coordinator) {
    var elected = new CompletableFuture<Lease>();
    apply(coordinator, elected);
    return elected;
  }

  /** Stands for election in the background and ignores the lease. */
  public void apply(Coordinator coordinator) {
    apply(coordinator, new CompletableFuture<>());
  }

  private void apply(Coordinator coordinator, CompletableFuture<Lease> elected) {
    var thread =
        new Thread(
            () -> {
              try {
                elected.complete(coordinator.acquire(this));
              } catch (InterruptedException | RuntimeException e) {
                elected.completeExceptionally(e);
              }
            },
            "candidate");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for a report of trouble that contains all {@code words}. */
  public void awaitTrouble(String... words) throws Exception {
    Wait.until(
        "trouble with " + List.of(words) + " in " + told,
        () -> told.stream().anyMatch(text -> List.of(words).stream().allMatch(text::contains)));
  }

  /** Waits until the last report is a recovery. */
  public void awaitRecovery() throws Exception {
    Wait.until(
        "recovery after " + told, () -> !told.isEmpty() && told.get(told.size() - 1).isEmpty());
  }
}
