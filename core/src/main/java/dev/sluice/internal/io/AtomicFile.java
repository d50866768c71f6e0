package dev.sluice.internal.io;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Replaces a file so that a crash leaves the old content or the new one, never a part of either.
 */
public final class AtomicFile {
  private static final boolean DIRECTORIES_CAN_BE_FORCED =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private AtomicFile() {}

  /** Writes a sibling, forces it to disk, renames it over {@code file}, forces the directory. */
  public static void write(Path file, byte[] content) throws IOException {
    Path sibling = file.resolveSibling(file.getFileName() + ".tmp");
    try (var out = new FileOutputStream(sibling.toFile())) {
      out.write(content);
      out.getFD().sync();
    } catch (IOException e) {
      throw failed(sibling, e);
    }
    Files.move(sibling, file, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(directoryOf(file));
  }

  /** Says which file could not be written: a full disk does not. */
  public static IOException failed(Path file, IOException e) {
    return new IOException(
        "cannot write %s: %s".formatted(file.toAbsolutePath(), e.getMessage()), e);
  }

  /** Creates a directory that survives a crash, unless it exists. */
  public static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      forceDirectory(directoryOf(directory));
    }
  }

  /** The directory that holds {@code file}, which is not a root. */
  public static Path directoryOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a root is no file");
  }

  private static void forceDirectory(Path directory) throws IOException {
    if (!DIRECTORIES_CAN_BE_FORCED) {
      return;
    }
    // A channel is closed by an interrupt, but an interrupted pipeline must still save its last
    // position: the interrupt is put aside and restored.
    boolean interrupted = false;
    try {
      while (!forced(directory)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean forced(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    }
  }
}
