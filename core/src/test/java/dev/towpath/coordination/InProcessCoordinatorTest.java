package dev.towpath.coordination;

import dev.towpath.testkit.CoordinatorContract;

/** A test which shows that the rules of rivals and of revocation can be kept. */
final class InProcessCoordinatorTest extends CoordinatorContract {
  private final InProcessCoordinator coordinator = new InProcessCoordinator();

  @Override
  protected Coordinator open() {
    return coordinator;
  }

  @Override
  protected boolean revoke(Lease lease) {
    coordinator.revoke(lease);
    return true;
  }
}
