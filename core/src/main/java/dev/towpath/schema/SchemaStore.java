package dev.towpath.schema;

import dev.towpath.coordination.Lease;
import java.io.IOException;
import java.util.List;

/**
 * A store of the history of table definitions of each pipeline: a list of entries whose content
 * only the pipeline interprets. It is needed where the binlog does not name columns, that is,
 * unless {@code binlog_row_metadata} is {@code FULL}: a stream can then only resume with the
 * definitions that the tables had at its position.
 *
 * <p>Thread-safe across pipelines; calls for one pipeline come one at a time, on the writing thread
 * of the pipeline, and may block. They are rare: one for each DDL statement about a captured table.
 * A store belongs to the code that created it; a pipeline never closes it.
 *
 * <p>A store must be fenced like a {@link dev.towpath.position.PositionStore}: once a lease with a
 * greater epoch has loaded, appended or replaced, every call under an earlier one fails with a
 * {@link dev.towpath.position.StaleEpochException} and changes nothing. That, and a {@link
 * dev.towpath.coordination.LeaseLostException}, end the term; after any other exception the
 * pipeline asks its error policy and calls again.
 */
public interface SchemaStore {

  /**
   * Loads the entries of the lease's pipeline, in the order in which they were appended; empty when
   * there are none. Called once per term, before anything else, and again only after it failed. It
   * sees everything that was accepted under an earlier lease.
   *
   * @throws IOException if they cannot be read; never returns a part of them instead. An {@link
   *     dev.towpath.position.UnusableStoreException} if a retry cannot help, as when they are
   *     damaged
   * @throws InterruptedException if the pipeline is stopping
   */
  List<byte[]> load(Lease lease) throws IOException, InterruptedException;

  /**
   * Adds an entry, of some hundred bytes to some megabytes, at the end. When this method returns,
   * the entry survives a crash of this JVM and of the machine. It may be there as well after an
   * exception, and may then be appended again: a repeated entry does no harm.
   *
   * @throws IOException if it was not stored, or if that is unknown
   * @throws InterruptedException if the pipeline is stopping
   */
  void append(byte[] entry, Lease lease) throws IOException, InterruptedException;

  /**
   * Replaces all entries by {@code entries}, in one step: a crash leaves the old ones or the new
   * ones. Called to drop entries that no position needs any more.
   *
   * @throws IOException if they were not replaced, or if that is unknown
   * @throws InterruptedException if the pipeline is stopping
   */
  void replace(List<byte[]> entries, Lease lease) throws IOException, InterruptedException;
}
