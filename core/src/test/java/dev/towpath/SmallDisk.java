package dev.towpath;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few pages that a test fills up; needs root. Used by one thread. */
final class SmallDisk implements AutoCloseable {
  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts it at {@code directory}; aborts the test where that is not allowed. */
  static SmallDisk mount(Path directory) throws IOException {
    int exitCode = run("mount", "-t", "tmpfs", "-o", "size=256k", "none", directory.toString());
    assumeTrue(exitCode == 0, "only root can mount a small file system");
    return new SmallDisk(directory);
  }

  private static int run(String... command) throws IOException {
    return new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
  }

  /** Fills the disk completely. */
  void fill() throws IOException {
    byte[] page = new byte[512];
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  /** Frees space again. */
  void free() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  /** Unmounts it. */
  @Override
  public void close() throws IOException {
    if (run("umount", directory.toString()) != 0) {
      throw new IOException(directory + " cannot be unmounted");
    }
  }
}
