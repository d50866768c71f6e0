package dev.towpath.internal.binlog.stream;

import dev.towpath.event.BinlogPosition;
import dev.towpath.mysql.MySqlSource;
import java.io.IOException;
import java.util.concurrent.Callable;

/** A factory of streams over given packets, for tests outside of this package. */
public final class Streams {
  private static final MySqlSource SOURCE =
      MySqlSource.builder("recording", 3306).credentials("cdc", () -> "").serverId(7).build();

  private Streams() {}

  /** Returns the stream of the packets that a dump from {@code start} on consists of. */
  public static BinlogStream of(Callable<byte[]> packets, BinlogPosition start) {
    return new BinlogStream(
        () -> {
          try {
            return packets.call();
          } catch (IOException | RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        SOURCE,
        start,
        null);
  }
}
