package dev.sluice.chaos;

import java.util.Arrays;

/**
 * The messages of one term: who published them, and where they are. Used by one thread at a time.
 */
final class TermHistory {
  private final String publisher;
  private long[] places = new long[64];
  private int size;

  TermHistory(String publisher) {
    this.publisher = publisher;
  }

  /** The process that published first. */
  String publisher() {
    return publisher;
  }

  /** Adds a message. */
  void add(long place) {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
    }
    places[size++] = place;
  }

  /** The place of the first message. */
  long first() {
    return Arrays.stream(places, 0, size).min().orElse(Long.MAX_VALUE);
  }

  /** How many messages are behind {@code place}. */
  long after(long place) {
    return Arrays.stream(places, 0, size).filter(other -> other > place).count();
  }
}
