package dev.sluice.sink.rocketmq.internal.format;

import java.time.Instant;

/** Microseconds since 1970, of any year that MySQL has. */
public final class EpochMicros {

  private EpochMicros() {}

  /** The microseconds of a time; what is shorter is cut off. */
  public static long of(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
  }
}
