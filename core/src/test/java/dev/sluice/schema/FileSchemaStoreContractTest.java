package dev.sluice.schema;

import dev.sluice.testkit.SchemaStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSchemaStoreContractTest extends SchemaStoreContract {
  @TempDir Path directory;

  @Override
  protected SchemaStore open() {
    return FileSchemaStore.at(directory.resolve("not/yet/there"));
  }
}
