package dev.towpath.internal.schema;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.failure.CdcException;
import dev.towpath.position.StaleEpochException;
import dev.towpath.schema.SchemaStore;
import java.io.IOException;
import java.util.List;

/**
 * A store whose failures name its class. What it throws against its contract becomes an {@link
 * IOException} like any other failure, or for an {@link Error} an exception that retrying does not
 * help.
 */
record NamedSchemaStore(SchemaStore store) implements SchemaStore {

  /** A call of the store. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException, InterruptedException;
  }

  @Override
  public List<byte[]> load(Lease lease) throws IOException, InterruptedException {
    List<byte[]> loaded = named(() -> store.load(lease));
    if (loaded == null) {
      throw new CdcException(
          "schema store %s loaded null, which its contract does not allow; correct that class"
              .formatted(store.getClass().getName()));
    }
    return loaded;
  }

  @Override
  public void append(byte[] entry, Lease lease) throws IOException, InterruptedException {
    named(
        () -> {
          store.append(entry, lease);
          return true;
        });
  }

  @Override
  public void replace(List<byte[]> entries, Lease lease) throws IOException, InterruptedException {
    named(
        () -> {
          store.replace(entries, lease);
          return true;
        });
  }

  private <T> T named(Call<T> call) throws IOException, InterruptedException {
    try {
      return call.run();
    } catch (StaleEpochException | LeaseLostException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException("schema store %s threw %s".formatted(store.getClass().getName(), e), e);
    } catch (Error e) {
      throw new CdcException(
          "schema store %s threw %s".formatted(store.getClass().getName(), e), e);
    }
  }
}
