package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.ha.zookeeper.internal.position.CursorJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.ByteBufferInputStream;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.TxnLog.TxnIterator;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.MultiTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.Txn;

/** The ensemble's writes to cursor nodes, in the order of its transactions. */
final class ChaosLog {
  private static final String PREFIX = "/otter/canal/ha/";
  private static final String SUFFIX = "/cursor/1001";

  private ChaosLog() {}

  /**
   * One accepted write.
   *
   * @param zxid its transaction
   * @param destination the destination of the cursor
   * @param epoch the epoch of the lease
   * @param number the position
   */
  record CursorWrite(long zxid, String destination, long epoch, long number) {}

  /**
   * Reads all accepted writes from the logs of all servers. A server that received a snapshot has
   * no log of earlier writes. A server that died alone may have logged writes that were never
   * accepted. Accepted writes are in the logs of a majority.
   */
  static List<CursorWrite> read(List<Path> directories) throws IOException {
    var copies = new TreeMap<Long, List<CursorWrite>>();
    for (Path directory : directories) {
      for (CursorWrite write : read(directory)) {
        copies.computeIfAbsent(write.zxid(), any -> new ArrayList<>()).add(write);
      }
    }
    return copies.values().stream()
        .filter(copiesOfOne -> copiesOfOne.size() > directories.size() / 2)
        .map(copiesOfOne -> copiesOfOne.get(0))
        .toList();
  }

  /** Reads all writes in the log of the server with data directory {@code directory}. */
  private static List<CursorWrite> read(Path directory) throws IOException {
    var writes = new ArrayList<CursorWrite>();
    var log = new FileTxnLog(directory.resolve("version-2").toFile());
    try (TxnIterator transactions = log.read(0)) {
      boolean isThere = transactions.getHeader() != null;
      while (isThere) {
        add(writes, transactions.getHeader().getZxid(), transactions.getTxn());
        isThere = transactions.next();
      }
    } finally {
      log.close();
    }
    return writes;
  }

  private static void add(List<CursorWrite> writes, long zxid, Record transaction)
      throws IOException {
    if (transaction instanceof SetDataTxn change) {
      add(writes, zxid, change.getPath(), change.getData());
    } else if (transaction instanceof CreateTxn creation) {
      add(writes, zxid, creation.getPath(), creation.getData());
    } else if (transaction instanceof MultiTxn all) {
      for (Txn part : all.getTxns()) {
        if (part.getType() == OpCode.setData) {
          add(writes, zxid, decoded(part, new SetDataTxn()));
        } else if (part.getType() == OpCode.create) {
          add(writes, zxid, decoded(part, new CreateTxn()));
        }
      }
    }
  }

  private static Record decoded(Txn part, Record into) throws IOException {
    ByteBufferInputStream.byteBuffer2Record(ByteBuffer.wrap(part.getData()), into);
    return into;
  }

  private static void add(List<CursorWrite> writes, long zxid, String path, byte[] data)
      throws IOException {
    if (path.startsWith(PREFIX) && path.endsWith(SUFFIX) && data.length > 0) {
      CursorJson json = CursorJson.read(data);
      String destination = path.substring(PREFIX.length(), path.length() - SUFFIX.length());
      long number = json.checkpoint().position().offset();
      writes.add(new CursorWrite(zxid, destination, json.token(), number));
    }
  }
}
