package dev.towpath.position;

import dev.towpath.testkit.PositionStoreContract;
import java.io.IOException;
import java.nio.file.Files;
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

  @Override
  protected boolean damage(String pipeline) throws IOException {
    Path file = directory.resolve("positions/" + pipeline + ".position");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    return true;
  }
}
