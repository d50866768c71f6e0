package dev.sluice.ha.zookeeper;

import dev.sluice.coordination.Candidacy;
import dev.sluice.coordination.Coordinator;
import dev.sluice.coordination.Lease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A candidacy that remembers what it was told; recoveries are empty texts. */
final class RecordedCandidacy implements Candidacy {
  private static final Duration FEW_SECONDS = Duration.ofSeconds(8);

  private final String destination;
  private final List<String> told = new CopyOnWriteArrayList<>();

  RecordedCandidacy(String destination) {
    this.destination = destination;
  }

  @Override
  public String destination() {
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

  /** Everything it was told, first to last. */
  List<String> told() {
    return told;
  }

  /** Stands in the background. */
  CompletableFuture<Lease> stand(Coordinator coordinator) {
    var elected = new CompletableFuture<Lease>();
    apply(coordinator, elected);
    return elected;
  }

  /** Stands in the background without a wish for the lease. */
  void apply(Coordinator coordinator) {
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

  /** Waits a few seconds for trouble that names all of {@code words}. */
  void awaitTrouble(String... words) throws Exception {
    Await.until(
        "trouble with " + List.of(words) + " in " + told,
        FEW_SECONDS,
        () -> told.stream().anyMatch(text -> List.of(words).stream().allMatch(text::contains)));
  }

  /** Waits until the last it was told is that the trouble is over. */
  void awaitRecovery(Duration limit) throws Exception {
    Await.until(
        "recovery after " + told,
        limit,
        () -> !told.isEmpty() && told.get(told.size() - 1).isEmpty());
  }
}
