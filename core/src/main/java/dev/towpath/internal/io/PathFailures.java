package dev.towpath.internal.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A factory of file exceptions with a message in words; exceptions of the JDK often carry only the
 * path.
 */
public final class PathFailures {
  private PathFailures() {}

  /**
   * Returns a failure that names the path, what was attempted and why it failed.
   *
   * @param attempted a verb, as in "write"
   */
  public static IOException failed(String attempted, Path path, IOException cause) {
    if (cause instanceof UnusablePathException) {
      return cause;
    }
    return new IOException(
        "cannot %s %s: %s; check the disk and the permissions"
            .formatted(attempted, path.toAbsolutePath(), reason(cause)),
        cause);
  }

  /**
   * Returns a failure as {@link #failed} does, an {@link UnusablePathException} if the path itself
   * is the reason.
   */
  static IOException failedAt(String attempted, Path path, IOException cause) {
    if (cause instanceof UnusablePathException) {
      return cause;
    }
    String obstacle = obstacle(path, cause);
    return obstacle == null
        ? failed(attempted, path, cause)
        : new UnusablePathException(
            "cannot %s %s: %s".formatted(attempted, path.toAbsolutePath(), obstacle), cause);
  }

  /** Returns what makes the path unusable, and what to do; null if the failure may be transient. */
  private static @Nullable String obstacle(Path path, IOException cause) {
    for (Path part = path.toAbsolutePath(); part != null; part = part.getParent()) {
      if (Files.isSymbolicLink(part) && !Files.exists(part)) {
        return "%s is a link to something that does not exist; mount or create it, or choose another directory"
            .formatted(part);
      }
      if (!part.equals(path.toAbsolutePath()) && Files.exists(part) && !Files.isDirectory(part)) {
        return "%s is not a directory; choose another directory".formatted(part);
      }
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied; allow the user of this process to read and write it";
    }
    if (cause instanceof FileAlreadyExistsException || cause instanceof NotDirectoryException) {
      return "it is not a directory; choose another directory";
    }
    return cause instanceof FileSystemLoopException ? "its links form a loop; repair them" : null;
  }

  /** Returns what failed, without the path. */
  static String reason(IOException cause) {
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (cause instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    if (cause instanceof DirectoryNotEmptyException) {
      return "it is a directory that is not empty";
    }
    return cause instanceof FileSystemException || cause.getMessage() == null
        ? cause.getClass().getSimpleName()
        : cause.getMessage();
  }
}
