package dev.sluice.schema;

import dev.sluice.coordination.Lease;
import java.io.IOException;
import java.util.List;

/**
 * Keeps the history of table definitions of each destination, a list of entries whose content is
 * the pipeline's own affair. It is needed where the binlog does not name columns, that is, unless
 * {@code binlog_row_metadata} is {@code FULL}: then a position can only be resumed with the
 * definitions the tables had there.
 *
 * <p>Thread-safe across destinations; calls for one destination come one at a time, on the writing
 * thread of the pipeline, and may block. They are rare: one for each DDL statement about a captured
 * table. A store belongs to whoever created it; a pipeline never closes it.
 *
 * <p>A store must be fenced like a {@link dev.sluice.position.PositionStore}: once a lease with a
 * greater epoch has loaded, appended or replaced, every call under an earlier one fails with a
 * {@link dev.sluice.position.StaleEpochException} and changes nothing. That, and a {@link
 * dev.sluice.coordination.LeaseLostException}, end the term; after any other exception the pipeline
 * asks its error policy and calls again.
 */
public interface SchemaStore {

  /**
   * The entries of the lease's destination, in the order in which they were appended; empty when
   * there are none. Called once per term, before anything else, and again only after it failed. It
   * sees everything that was accepted under an earlier lease.
   *
   * @throws IOException if they cannot be read; never returns a part of them instead. An {@link
   *     dev.sluice.position.UnusableStoreException} if retrying cannot help, as when they are
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
   * Puts {@code entries} in place of all there are, in one step: a crash leaves the old ones or the
   * new ones. Called to drop what no position needs any more.
   *
   * @throws IOException if they were not replaced, or if that is unknown
   * @throws InterruptedException if the pipeline is stopping
   */
  void replace(List<byte[]> entries, Lease lease) throws IOException, InterruptedException;
}
