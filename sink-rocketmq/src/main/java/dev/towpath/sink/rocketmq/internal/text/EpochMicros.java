package dev.towpath.sink.rocketmq.internal.text;

import java.time.Instant;

/** The conversion of times to microseconds since 1970, for any year that MySQL has. */
public final class EpochMicros {

  private EpochMicros() {}

  /** Returns the microseconds of a time; smaller fractions are cut off. */
  public static long of(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
  }
}
