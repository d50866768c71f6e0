package dev.sluice.ha.zookeeper;

import dev.sluice.fuzz.Require;
import java.io.IOException;

/** The content of a cursor node of ours. */
public final class CursorFuzz {
  private CursorFuzz() {}

  /** Reads it, and reads what is written of it. */
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
