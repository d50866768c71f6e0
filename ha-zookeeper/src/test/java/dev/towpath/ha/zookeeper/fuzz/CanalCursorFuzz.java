package dev.towpath.ha.zookeeper.fuzz;

import dev.towpath.event.BinlogPosition;
import dev.towpath.fuzzing.Require;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor;
import dev.towpath.ha.zookeeper.internal.tree.CanalCursor.CanalSource;
import java.io.IOException;

/** A fuzz target for the content of canal's cursor node or {@code meta.dat}. */
public final class CanalCursorFuzz {
  private static final int CLIENT = 1001;
  private static final CanalSource SOURCE = CanalSource.parse("127.0.0.1:3306");

  private CanalCursorFuzz() {}

  /** Reads the data in both forms and checks that a written position reads back. */
  public static void fuzzerTestOneInput(byte[] data) {
    try {
      rewrite(CanalCursor.read(data));
    } catch (IOException e) {
      // Refused.
    }
    try {
      BinlogPosition position = CanalCursor.readMetaFile(data, CLIENT);
      if (position != null) {
        rewrite(position);
      }
    } catch (IOException e) {
      // Refused.
    }
  }

  private static void rewrite(BinlogPosition position) {
    BinlogPosition read;
    try {
      read = CanalCursor.read(CanalCursor.write(position, SOURCE));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Require.equal(position.file(), read.file());
    Require.equal(position.offset(), read.offset());
    Require.equal(String.valueOf(position.serverId()), String.valueOf(read.serverId()));
    if (position.gtidSet() != null && read.gtidSet() != null) {
      Require.equal(position.gtidSet(), read.gtidSet());
    }
  }
}
