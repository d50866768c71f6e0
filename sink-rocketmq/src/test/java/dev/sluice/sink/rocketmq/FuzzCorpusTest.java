package dev.sluice.sink.rocketmq;

import dev.sluice.fuzz.FuzzCorpusContract;
import java.util.List;

final class FuzzCorpusTest extends FuzzCorpusContract {
  @Override
  protected List<FuzzTargets> targets() {
    return List.of(FuzzTargets.values());
  }
}
