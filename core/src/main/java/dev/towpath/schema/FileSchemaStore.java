package dev.towpath.schema;

import dev.towpath.coordination.Lease;
import dev.towpath.internal.io.AtomicFile;
import dev.towpath.internal.io.FileNames;
import dev.towpath.internal.io.UnusablePathException;
import dev.towpath.position.StaleEpochException;
import dev.towpath.position.UnusableStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A schema store that keeps histories in a directory, one file per pipeline. Thread-safe; one store
 * may serve any number of pipelines, and share its directory with a {@link
 * dev.towpath.position.FilePositionStore}.
 *
 * <p>An entry is appended and forced to disk; entries are replaced by replacing the file in one
 * step. An entry that a crash cut off was never accepted and is dropped; any other damage is
 * reported, with the name of the file and the place. A problem that a retry cannot solve is an
 * {@link UnusableStoreException}: damage, a name that is too long, a path that is not a directory
 * or not writable, a link to nothing. A full disk or a lock that another process holds is a plain
 * {@link IOException}.
 *
 * <p>Several processes may share a directory: each call takes an operating system lock on {@code
 * <pipeline>.schema.lock} for its own duration. The greatest epoch that ever called is stored with
 * the entries, so a call under an older lease is refused in every process. Do not rely on locks of
 * network file systems.
 *
 * <p>Pipelines may have any name whose encoded form has at most {@value FileNames#LONGEST}
 * characters: lower-case letters, digits, {@code -} and {@code _} stand for themselves in file
 * names, every other character takes three characters for each byte of its UTF-8 form.
 */
public final class FileSchemaStore implements SchemaStore {
  private final Path directory;

  private FileSchemaStore(Path directory) {
    this.directory = directory;
  }

  /** Creates a store in {@code directory}, which is created when first needed. */
  public static FileSchemaStore at(Path directory) {
    return new FileSchemaStore(Objects.requireNonNull(directory, "directory"));
  }

  @Override
  public List<byte[]> load(Lease lease) throws IOException, InterruptedException {
    return inTurn(lease, file -> file.entries());
  }

  @Override
  public void append(byte[] entry, Lease lease) throws IOException, InterruptedException {
    inTurn(
        lease,
        file -> {
          file.append(entry);
          return file;
        });
  }

  @Override
  public void replace(List<byte[]> entries, Lease lease) throws IOException, InterruptedException {
    inTurn(
        lease,
        file -> {
          file.replace(lease.epoch(), new ArrayList<>(entries));
          return file;
        });
  }

  private <T> T inTurn(Lease lease, Step<T> step) throws IOException, InterruptedException {
    try {
      return locked(lease, step);
    } catch (UnusablePathException e) {
      throw new UnusableStoreException(String.valueOf(e.getMessage()), e);
    }
  }

  private <T> T locked(Lease lease, Step<T> step) throws IOException, InterruptedException {
    String name = FileNames.of(lease.pipeline());
    AtomicFile.createDirectory(directory);
    try (var lock = SchemaFileLock.acquire(directory.resolve(name + ".schema.lock"))) {
      SchemaFile file = SchemaFile.open(directory.resolve(name + ".schema"), name);
      if (file.epoch() > lease.epoch()) {
        throw new StaleEpochException(lease.pipeline(), lease.epoch(), file.epoch());
      }
      if (file.epoch() < lease.epoch()) {
        file.enter(lease.epoch());
      }
      lock.check();
      return step.take(file);
    }
  }

  private interface Step<T> {
    T take(SchemaFile file) throws IOException;
  }
}
