package dev.towpath.schema;

import dev.towpath.testkit.SchemaStoreContract;

class InMemorySchemaStoreTest extends SchemaStoreContract {
  private final InMemorySchemaStore store = new InMemorySchemaStore();

  @Override
  protected SchemaStore open() {
    return store;
  }
}
