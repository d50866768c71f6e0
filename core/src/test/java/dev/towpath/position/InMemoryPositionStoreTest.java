package dev.towpath.position;

import dev.towpath.testkit.PositionStoreContract;

final class InMemoryPositionStoreTest extends PositionStoreContract {
  private final InMemoryPositionStore store = new InMemoryPositionStore();

  @Override
  protected PositionStore open() {
    return store;
  }
}
