package dev.towpath.verification.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The messages of one term: their publisher and their places. Used by one thread at a time. */
final class TermHistory {
  private final String publisher;
  private long[] places = new long[64];
  private int[] sizes = new int[64];
  private int[] queues = new int[64];
  private int[] changes = new int[64];
  private int size;

  TermHistory(String publisher) {
    this.publisher = publisher;
  }

  /** Returns the process that published first. */
  String publisher() {
    return publisher;
  }

  /** Adds a message. */
  void add(Publication message) {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
      sizes = Arrays.copyOf(sizes, 2 * size);
      queues = Arrays.copyOf(queues, 2 * size);
      changes = Arrays.copyOf(changes, 2 * size);
    }
    places[size] = message.place();
    sizes[size] = message.size();
    queues[size] = message.queue();
    changes[size] = message.rows().size();
    size++;
  }

  /** Returns the place of the first message. */
  long first() {
    return Arrays.stream(places, 0, size).min().orElse(Long.MAX_VALUE);
  }

  /**
   * Returns the requests after {@code place}. A broker stores the messages of one request without
   * gaps.
   */
  LateRequests after(long place) {
    List<Integer> late = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (places[i] > place) {
        late.add(i);
      }
    }
    late.sort(Comparator.comparing(i -> places[i]));
    Map<Integer, Long> ends = new HashMap<>();
    Map<Integer, Long> requests = new HashMap<>();
    long carried = 0;
    for (int i : late) {
      Long end = ends.put(queues[i], places[i] + sizes[i]);
      if (end == null || end != places[i]) {
        requests.merge(queues[i], 1L, Long::sum);
      }
      carried += changes[i];
    }
    return new LateRequests(
        late.isEmpty() ? 0 : 1,
        requests.values().stream().mapToLong(Long::longValue).sum(),
        requests.values().stream().mapToLong(Long::longValue).max().orElse(0),
        late.size(),
        carried);
  }
}
