package dev.sluice.coordination;

import dev.sluice.testkit.CoordinatorContract;

final class StandaloneCoordinatorTest extends CoordinatorContract {

  @Override
  protected Coordinator open() {
    return Coordinator.standalone();
  }

  @Override
  protected boolean isExclusive() {
    return false;
  }
}
