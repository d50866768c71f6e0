package dev.towpath.ha.zookeeper.internal.tree;

import dev.towpath.position.UnusableStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of coexistence with canal. Immutable.
 *
 * @param clientId the client of canal that the positions belong to
 * @param sources the MySQL server of each destination as {@code host:port}; null when canal's
 *     cursors are not mirrored
 * @param dataDirectory the directory of canal's cursors in file mode; null if canal does not use
 *     that mode
 */
public record CanalSettings(
    int clientId, @Nullable UnaryOperator<String> sources, @Nullable Path dataDirectory) {

  public boolean isMirroring() {
    return sources != null;
  }

  /**
   * Returns the source for canal's cursor of {@code destination}; null if it is not mirrored.
   *
   * @throws IllegalArgumentException if none, or a malformed one, is configured
   */
  public CanalCursor.@Nullable CanalSource source(String destination) {
    UnaryOperator<String> known = sources;
    if (known == null) {
      return null;
    }
    @Nullable String source = known.apply(destination);
    if (source == null) {
      throw new IllegalArgumentException(
          "mirrorCanalCursor gives no host:port for destination " + destination);
    }
    return CanalCursor.CanalSource.parse(source);
  }

  /** Returns the file with canal's cursor of {@code destination}; null if no directory is set. */
  public @Nullable Path metaFile(String destination) {
    Path directory = dataDirectory;
    return directory == null ? null : directory.resolve(destination).resolve("meta.dat");
  }

  /** Returns the content of {@link #metaFile}; null if there is no such file. */
  public byte @Nullable [] readMetaFile(String destination) throws IOException {
    Path file = metaFile(destination);
    try {
      return file == null ? null : Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      String message =
          "canal's cursor in %s cannot be read: %s; make it a readable file, or leave out canalDataDirectory(…)"
              .formatted(file, e);
      throw file != null && Files.isReadable(file) && !Files.isDirectory(file)
          ? new IOException(message, e)
          : new UnusableStoreException(message, e);
    }
  }
}
