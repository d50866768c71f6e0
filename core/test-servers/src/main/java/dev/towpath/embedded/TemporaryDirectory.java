package dev.towpath.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory that is deleted when it is closed, and also when this JVM ends without closing it. A
 * small shell process watches for the latter: its input ends with the JVM.
 */
final class TemporaryDirectory implements AutoCloseable {
  private static final String REAPER =
      """
      trap '' HUP INT TERM
      read -r _ && exit
      tries=0
      while [ -e "$1" ] && [ $tries -lt 100 ]; do
        rm -rf -- "$1"
        tries=$((tries + 1))
        sleep 0.1
      done
      """;

  private final Path path;
  private final Process reaper;

  private TemporaryDirectory(Path path, Process reaper) {
    this.path = path;
    this.reaper = reaper;
  }

  /** Creates an empty directory whose name starts with {@code prefix} where temporary files go. */
  static TemporaryDirectory create(String prefix) {
    try {
      // Servers report real paths, and the temporary directory of macOS is a link.
      Path path = Files.createTempDirectory(prefix).toRealPath();
      Process reaper =
          new ProcessBuilder("sh", "-c", REAPER, "towpath-reaper", path.toString())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      return new TemporaryDirectory(path, reaper);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the directory, which exists until {@link #close()}. */
  Path path() {
    return path;
  }

  /** Deletes the directory with everything in it. */
  @Override
  public void close() {
    try {
      Directories.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path, e);
    } finally {
      dismissReaper();
    }
  }

  private void dismissReaper() {
    try (OutputStream input = reaper.getOutputStream()) {
      input.write('\n');
    } catch (IOException e) {
      // The reaper ended on its own; then nothing is left to dismiss.
      reaper.destroyForcibly();
    }
  }
}
