package dev.towpath.fuzz;

import java.util.List;

final class FuzzCorpusTest extends FuzzCorpusContract {
  @Override
  protected List<Target> targets() {
    return List.of(Target.values());
  }
}
