package dev.sluice.schema;

import dev.sluice.testkit.SchemaStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSchemaStoreContractTest extends SchemaStoreContract {
  private final Path directory;

  FileSchemaStoreContractTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  protected SchemaStore open() {
    return FileSchemaStore.at(directory.resolve("not/yet/there"));
  }
}
