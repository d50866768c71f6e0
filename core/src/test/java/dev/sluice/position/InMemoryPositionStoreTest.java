package dev.sluice.position;

import dev.sluice.testkit.PositionStoreContract;

final class InMemoryPositionStoreTest extends PositionStoreContract {
  private final InMemoryPositionStore store = new InMemoryPositionStore();

  @Override
  protected PositionStore open() {
    return store;
  }
}
