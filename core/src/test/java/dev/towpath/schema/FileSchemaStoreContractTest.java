package dev.towpath.schema;

import dev.towpath.testkit.SchemaStoreContract;
import java.io.IOException;
import java.nio.file.Files;
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

  @Override
  protected boolean damage(String pipeline) throws IOException {
    Path file = directory.resolve("not/yet/there/" + pipeline + ".schema");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    return true;
  }
}
