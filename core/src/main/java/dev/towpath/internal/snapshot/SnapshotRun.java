package dev.towpath.internal.snapshot;

import dev.towpath.event.TableName;
import dev.towpath.filter.TableFilter;
import dev.towpath.internal.decode.DecodeException;
import dev.towpath.internal.log.Loggers;
import dev.towpath.internal.protocol.EndableConnection;
import dev.towpath.internal.protocol.ServerError;
import dev.towpath.internal.protocol.SourceException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The run of a snapshot in one term: its worker reads tables one after the other, a chunk in each
 * window. After a failure of the connection the chunk is read again. Methods are thread-safe.
 */
public final class SnapshotRun implements AutoCloseable {
  private static final System.Logger logger = Loggers.PIPELINE;
  private static final long JOIN_MILLIS = 10_000;
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final int MOST_ERRORS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  /** Stands for the window in which tables are listed. */
  private static final TableName NO_TABLE = new TableName("", "");

  private final String pipeline;
  private final SnapshotPlan plan;
  private final TableFilter captured;
  private final Runnable wakeWriter;
  private final EndableConnection connection = new EndableConnection();
  private final PageSize size;
  private final ChunkReader reader;
  private final Thread thread;
  private volatile @Nullable Window window;
  private volatile boolean isEnded;
  private boolean isCaseSensitive = true;
  private volatile boolean isComplete;
  private final AtomicInteger refused = new AtomicInteger();
  private long pause = FIRST_PAUSE_MILLIS;

  /**
   * Creates a run.
   *
   * @param pipeline its name, for log lines
   * @param captured the tables that the stream has
   * @param mostBytes the memory that a chunk may take
   * @param wakeWriter lets the writing thread look at the window
   */
  public SnapshotRun(
      String pipeline,
      SnapshotPlan plan,
      TableFilter captured,
      long mostBytes,
      Runnable wakeWriter) {
    this.pipeline = pipeline;
    this.plan = plan;
    this.captured = captured;
    this.wakeWriter = wakeWriter;
    this.size = new PageSize(mostBytes);
    this.reader = new ChunkReader(plan.proof(), connection, size);
    this.thread = new Thread(this::work, "towpath-" + pipeline + "-snapshot");
    thread.setDaemon(true);
  }

  /** Starts the worker. */
  public void start() {
    thread.start();
  }

  /** Returns the window that a worker waits for; null if there is none. */
  public @Nullable Window window() {
    return window;
  }

  /** Returns whether every table was read or refused. */
  public boolean isComplete() {
    return isComplete;
  }

  /** Returns how many tables could not be read. */
  public int refused() {
    return refused.get();
  }

  private void work() {
    try {
      Deque<TableName> tables = new ArrayDeque<>(list());
      while (!tables.isEmpty()) {
        copy(tables.removeFirst());
      }
      isComplete = true;
      logger.log(
          System.Logger.Level.INFO,
          () ->
              "pipeline %s: snapshot complete, %d tables refused"
                  .formatted(pipeline, refused.get()));
    } catch (InterruptedException e) {
      // The term ends; what was not read is read in the next one.
      logger.log(System.Logger.Level.DEBUG, () -> "pipeline " + pipeline + ": snapshot ended");
    } finally {
      reader.close();
      window = null;
    }
  }

  private List<TableName> list() throws InterruptedException {
    TableFilter wanted = plan.tables();
    while (true) {
      Window listing = request(NO_TABLE);
      Opening opening = listing.awaitOpen();
      try {
        if (opening != null && wanted != null) {
          isCaseSensitive = reader.isCaseSensitive(opening);
          return reader.tables(opening).stream()
              .filter(table -> captured.includes(table.database(), table.table()))
              .filter(table -> wanted.includes(table.database(), table.table()))
              .sorted(Comparator.comparing(TableName::toString))
              .toList();
        }
      } catch (IOException | SourceException e) {
        failed("the list of tables", e);
      } catch (RefusedTableException e) {
        refused("all tables", String.valueOf(e.getMessage()));
        return List.of();
      } finally {
        listing.makeVoid();
      }
    }
  }

  private void copy(TableName table) throws InterruptedException {
    List<String> after = List.of();
    int errors = 0;
    while (true) {
      Window current = request(table);
      try {
        Chunk chunk = read(current, after);
        boolean isDone = chunk != null && current.awaitEnd();
        String refusal = current.refusal();
        if (refusal != null) {
          throw new RefusedTableException(refusal);
        }
        if (chunk != null && isDone) {
          after = chunk.next();
          errors = 0;
          pause = FIRST_PAUSE_MILLIS;
          if (chunk.isLast()) {
            break;
          }
        } else if (chunk != null) {
          size.smaller();
        }
      } catch (ServerError e) {
        errors++;
        if (errors > MOST_ERRORS) {
          refused(
              table.toString(),
              "it could not be read %d times, at last: %s".formatted(errors, e.getMessage()));
          break;
        }
        failed(table.toString(), e);
      } catch (IOException | SourceException e) {
        failed(table.toString(), e);
      } catch (RefusedTableException | DecodeException e) {
        refused(table.toString(), String.valueOf(e.getMessage()));
        break;
      } finally {
        current.makeVoid();
      }
    }
    reader.leave();
  }

  /** Reads a chunk and hands it over; null if the window was voided before. */
  private @Nullable Chunk read(Window current, List<String> after)
      throws IOException, InterruptedException, RefusedTableException {
    Opening opening = current.awaitOpen();
    if (opening == null) {
      return null;
    }
    Chunk chunk = reader.read(current.table(), opening, after);
    current.handOver(chunk);
    wakeWriter.run();
    return chunk;
  }

  private Window request(TableName table) throws InterruptedException {
    if (isEnded) {
      throw new InterruptedException("the term ends");
    }
    var requested = new Window(table, isCaseSensitive);
    window = requested;
    wakeWriter.run();
    return requested;
  }

  private void refused(String table, String why) {
    refused.incrementAndGet();
    logger.log(
        System.Logger.Level.ERROR,
        () -> "pipeline %s: SNAPSHOT OF %s REFUSED: %s".formatted(pipeline, table, why));
  }

  /** Notes a failure after which the chunk is read again, and rests. */
  private void failed(String table, Exception cause) throws InterruptedException {
    reader.close();
    reader.doubt();
    if (isEnded) {
      throw new InterruptedException("the term ends");
    }
    long rest = pause;
    pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    logger.log(
        System.Logger.Level.WARNING,
        () ->
            "pipeline %s: the snapshot of %s is tried again in %d ms: %s"
                .formatted(pipeline, table, rest, cause.getMessage()));
    TimeUnit.MILLISECONDS.sleep(rest);
  }

  /** Ends the worker at once, without waiting for it. */
  public void disconnect() {
    isEnded = true;
    connection.end();
    thread.interrupt();
  }

  /** Ends the worker and waits for it. */
  @Override
  public void close() {
    disconnect();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (thread.isAlive()) {
      logger.log(
          System.Logger.Level.WARNING,
          () -> "pipeline %s: the snapshot did not end in %d ms".formatted(pipeline, JOIN_MILLIS));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
