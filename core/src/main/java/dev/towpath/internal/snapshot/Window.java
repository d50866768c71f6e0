package dev.towpath.internal.snapshot;

import dev.towpath.event.TableName;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A window in which one chunk is read while the stream goes on. A worker asks for it and hands the
 * chunk over; the writing thread opens and closes it. Thread-safe.
 */
public final class Window {

  /** The steps of a window. */
  public enum Stage {
    /** A worker waits for it to be opened. */
    REQUESTED,
    /** The keys of changes are recorded, and the worker reads. */
    OPEN,
    /** The chunk waits for the stream to pass the end of the binlog that it may show. */
    READ,
    /** The chunk was handed out. */
    CLOSED,
    /** The chunk was thrown away. */
    VOID
  }

  private final TableName table;
  private final boolean isCaseSensitive;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  // Guarded by lock for writing.
  private volatile Stage stage = Stage.REQUESTED;
  private volatile @Nullable Opening opening;
  private volatile @Nullable Chunk chunk;
  private volatile @Nullable String refusal;

  /** Creates a window that is asked for. */
  Window(TableName table, boolean isCaseSensitive) {
    this.table = table;
    this.isCaseSensitive = isCaseSensitive;
  }

  /** Returns the step that it is in. */
  public Stage stage() {
    return stage;
  }

  /** Returns whether it is over a table. */
  public boolean isOver(String database, String name) {
    return isCaseSensitive
        ? table.table().equals(name) && table.database().equals(database)
        : table.table().equalsIgnoreCase(name) && table.database().equalsIgnoreCase(database);
  }

  /** Returns the table. */
  public TableName table() {
    return table;
  }

  /** Opens it. */
  public void open(Opening place) {
    lock.lock();
    try {
      if (stage == Stage.REQUESTED) {
        opening = place;
        stage = Stage.OPEN;
        moved.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is open; null if it was voided. */
  @Nullable Opening awaitOpen() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (stage == Stage.REQUESTED) {
        moved.await();
      }
      return stage == Stage.OPEN ? opening : null;
    } finally {
      lock.unlock();
    }
  }

  /** Hands a chunk over, unless the window was voided meanwhile. */
  void handOver(Chunk read) {
    lock.lock();
    try {
      if (stage == Stage.OPEN) {
        chunk = read;
        stage = Stage.READ;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the chunk that was handed over; null before. */
  public @Nullable Chunk chunk() {
    return chunk;
  }

  /** Ends it: its rows were handed out. */
  public void close() {
    end(Stage.CLOSED);
  }

  /** Ends it: its rows must be read again. */
  public void makeVoid() {
    end(Stage.VOID);
  }

  /** Ends it, because the table cannot be read. */
  public void refuse(String why) {
    refusal = why;
    end(Stage.VOID);
  }

  /** Returns why the table cannot be read; null if it can. */
  @Nullable String refusal() {
    return refusal;
  }

  private void end(Stage end) {
    lock.lock();
    try {
      if (stage != Stage.CLOSED && stage != Stage.VOID) {
        stage = end;
        // Its rows need no memory any more.
        chunk = null;
        moved.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has ended; returns whether its rows were handed out. */
  boolean awaitEnd() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (stage != Stage.CLOSED && stage != Stage.VOID) {
        moved.await();
      }
      return stage == Stage.CLOSED;
    } finally {
      lock.unlock();
    }
  }
}
