package dev.sluice.position;

import dev.sluice.testkit.PositionStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class FilePositionStoreContractTest extends PositionStoreContract {
  private final Path directory;

  FilePositionStoreContractTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  protected PositionStore open() {
    return FilePositionStore.at(directory.resolve("positions"));
  }
}
