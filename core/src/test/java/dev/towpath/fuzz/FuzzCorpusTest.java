package dev.towpath.fuzz;

import dev.towpath.fuzzing.FuzzCorpusContract;
import java.util.List;

final class FuzzCorpusTest extends FuzzCorpusContract {
  @Override
  protected List<Target> targets() {
    return List.of(Target.values());
  }
}
