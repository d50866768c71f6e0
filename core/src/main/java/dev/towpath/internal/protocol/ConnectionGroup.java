package dev.towpath.internal.protocol;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A group of connections that end together, open or still being opened. A closed group accepts no
 * further connection. Thread-safe.
 */
final class ConnectionGroup implements Closeable {
  private final @Nullable ConnectionGroup parent;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@code lock}. */
  private final Set<Closeable> members = new HashSet<>();

  /** Guarded by {@code lock}. */
  private boolean closed;

  ConnectionGroup() {
    this(null);
  }

  private ConnectionGroup(@Nullable ConnectionGroup parent) {
    this.parent = parent;
  }

  /** Returns a group that ends with this one and may end before. */
  ConnectionGroup subgroup() throws IOException {
    var subgroup = new ConnectionGroup(this);
    add(subgroup);
    return subgroup;
  }

  /**
   * Adds a connection that is about to be opened.
   *
   * @throws SocketException if the group is closed
   */
  void add(Closeable member) throws SocketException {
    lock.lock();
    try {
      if (closed) {
        throw new SocketException("it was closed before the connection was made");
      }
      members.add(member);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a connection that its owner has closed. */
  void remove(Closeable member) {
    lock.lock();
    try {
      members.remove(member);
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Closes every connection, even if one reports a failure. Idempotent. */
  @Override
  public void close() throws IOException {
    if (parent != null) {
      parent.remove(this);
    }
    IOException failed = null;
    for (Closeable member : end()) {
      try {
        member.close();
      } catch (IOException e) {
        if (failed == null) {
          failed = e;
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  private List<Closeable> end() {
    lock.lock();
    try {
      closed = true;
      List<Closeable> ended = List.copyOf(members);
      members.clear();
      return ended;
    } finally {
      lock.unlock();
    }
  }
}
