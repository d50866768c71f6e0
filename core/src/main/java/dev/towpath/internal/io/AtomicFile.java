package dev.towpath.internal.io;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Atomic replacement of files: a crash leaves the old content or the new one, never a part of
 * either.
 */
public final class AtomicFile {
  private static final boolean DIRECTORIES_CAN_BE_FORCED =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** The limit of an array, far more than any content. */
  private static final long LONGEST = 1L << 30;

  private AtomicFile() {}

  /** Writes a sibling, forces it to disk, renames it to {@code file}, and forces the directory. */
  public static void write(Path file, byte[] content) throws IOException {
    Path sibling = file.resolveSibling(file.getFileName() + ".tmp");
    try (var out = new FileOutputStream(sibling.toFile())) {
      out.write(content);
      out.getFD().sync();
    } catch (IOException e) {
      throw PathFailures.failed("write", sibling, e);
    }
    try {
      Files.move(sibling, file, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(directoryOf(file));
    } catch (IOException e) {
      throw PathFailures.failed("replace", file, e);
    }
  }

  /**
   * Reads a file; null if there is none.
   *
   * @throws UnusablePathException if it is a directory, a link to nothing, a file without
   *     permission, or longer than this class writes
   */
  public static byte @Nullable [] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new UnusablePathException(
          "cannot read %s: it is a directory; move it away".formatted(file.toAbsolutePath()), null);
    }
    try {
      long size = Files.size(file);
      if (size > LONGEST) {
        throw new UnusablePathException(
            "cannot read %s: it has %d bytes, more than were ever written; restore it from a copy, or delete it"
                .formatted(file.toAbsolutePath(), size),
            null);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(file)) {
        // If it counted as no file, the pipeline would begin again from nothing.
        throw PathFailures.failedAt("read", file, e);
      }
      return null;
    } catch (IOException e) {
      throw PathFailures.failedAt("read", file, e);
    }
  }

  /**
   * Creates a directory that survives a crash, unless it exists.
   *
   * @throws UnusablePathException if the path cannot be a directory, or may not be written to
   */
  public static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      try {
        Files.createDirectories(directory);
        forceDirectory(directoryOf(directory));
      } catch (IOException e) {
        throw PathFailures.failedAt("create the directory", directory, e);
      }
    }
    if (!Files.isWritable(directory)) {
      throw new UnusablePathException(
          "cannot write to the directory %s: permission denied; allow the user of this process to write to it"
              .formatted(directory.toAbsolutePath()),
          null);
    }
  }

  /**
   * Opens a file for reading and writing, and creates it unless it exists.
   *
   * @throws UnusablePathException if it is a directory, or may not be written to
   */
  public static RandomAccessFile open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new UnusablePathException(
          "cannot open %s: it is a directory; move it away".formatted(file.toAbsolutePath()), null);
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new UnusablePathException(
          "cannot open %s: permission denied; allow the user of this process to write to it"
              .formatted(file.toAbsolutePath()),
          null);
    }
    try {
      return new RandomAccessFile(file.toFile(), "rw");
    } catch (IOException e) {
      throw PathFailures.failedAt("open", file, e);
    }
  }

  /** Returns the path in the form that all names of the same file share. */
  public static Path key(Path file) throws IOException {
    Path directory = directoryOf(file);
    try {
      return directory.toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw PathFailures.failedAt("find the directory", directory, e);
    }
  }

  /** Returns the directory that holds {@code file}, which is not a root. */
  public static Path directoryOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a root is no file");
  }

  private static void forceDirectory(Path directory) throws IOException {
    if (!DIRECTORIES_CAN_BE_FORCED) {
      return;
    }
    // An interrupt closes a channel, but an interrupted pipeline must still save its last position:
    // so the interrupt is cleared and restored afterwards.
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
