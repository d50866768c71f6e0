package dev.towpath.ha.zookeeper.fuzz;

import dev.towpath.fuzzing.Require;
import dev.towpath.ha.zookeeper.internal.position.CursorJson;
import java.io.IOException;

/** A fuzz target for the content of our cursor node. */
public final class CursorFuzz {
  private CursorFuzz() {}

  /** Reads the data and checks that the written form reads back. */
  public static void fuzzerTestOneInput(byte[] data) {
    CursorJson cursor;
    try {
      cursor = CursorJson.read(data);
    } catch (IOException e) {
      return;
    }
    byte[] written = CursorJson.write(cursor.token(), cursor.sequence(), cursor.checkpoint(), 0);
    try {
      Require.equal(cursor, CursorJson.read(written));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
