package dev.sluice.schema;

import dev.sluice.testkit.SchemaStoreContract;

class InMemorySchemaStoreTest extends SchemaStoreContract {
  private final InMemorySchemaStore store = new InMemorySchemaStore();

  @Override
  protected SchemaStore open() {
    return store;
  }
}
