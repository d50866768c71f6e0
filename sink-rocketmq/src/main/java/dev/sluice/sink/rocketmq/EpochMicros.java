package dev.sluice.sink.rocketmq;

import java.time.Instant;

/** Microseconds since 1970, of any year that MySQL has. */
final class EpochMicros {

  private EpochMicros() {}

  static long of(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
  }
}
