package dev.towpath.sink.rocketmq;

import dev.towpath.fuzzing.FuzzCorpusContract;
import java.util.List;

final class FuzzCorpusTest extends FuzzCorpusContract {
  @Override
  protected List<FuzzTargets> targets() {
    return List.of(FuzzTargets.values());
  }
}
