package dev.towpath.event;

import java.util.Arrays;
import java.util.List;

/** A set of disjoint, ascending, non-adjacent intervals of positive numbers. Immutable. */
final class Intervals {
  static final Intervals NONE = new Intervals(new long[0]);

  /** First and last number of each interval in turn, both inclusive. */
  private final long[] ends;

  private Intervals(long[] ends) {
    this.ends = ends;
  }

  static Intervals of(long first, long last) {
    return new Intervals(new long[] {first, last});
  }

  interface Visitor {
    void visit(long first, long last);
  }

  boolean isEmpty() {
    return ends.length == 0;
  }

  void forEach(Visitor visitor) {
    for (int i = 0; i < ends.length; i += 2) {
      visitor.visit(ends[i], ends[i + 1]);
    }
  }

  /** Returns the last number of the last interval. The set must not be empty. */
  long last() {
    return ends[ends.length - 1];
  }

  /**
   * Returns a copy in which the last interval ends at {@code number}. The set must not be empty.
   */
  Intervals endingAt(long number) {
    long[] copy = ends.clone();
    copy[copy.length - 1] = number;
    return new Intervals(copy);
  }

  Intervals add(long number) {
    return union(of(number, number));
  }

  /** Returns the union of {@code parts}, at least one; there may be many. */
  static Intervals union(List<Intervals> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    // Merging the parts one after the other would copy the whole result for each of them.
    int half = parts.size() / 2;
    return union(parts.subList(0, half)).union(union(parts.subList(half, parts.size())));
  }

  Intervals union(Intervals other) {
    long[] merged = new long[ends.length + other.ends.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < ends.length || j < other.ends.length) {
      boolean ours = j >= other.ends.length || (i < ends.length && ends[i] <= other.ends[j]);
      long first = ours ? ends[i] : other.ends[j];
      long last = ours ? ends[i + 1] : other.ends[j + 1];
      if (ours) {
        i += 2;
      } else {
        j += 2;
      }
      if (size > 0 && first <= merged[size - 1] + 1) {
        merged[size - 1] = Math.max(merged[size - 1], last);
      } else {
        merged[size++] = first;
        merged[size++] = last;
      }
    }
    return new Intervals(Arrays.copyOf(merged, size));
  }

  Intervals subtract(Intervals other) {
    long[] rest = new long[ends.length + other.ends.length];
    int size = 0;
    int j = 0;
    for (int i = 0; i < ends.length; i += 2) {
      long first = ends[i];
      long last = ends[i + 1];
      while (j < other.ends.length && other.ends[j + 1] < first) {
        j += 2;
      }
      for (int k = j; k < other.ends.length && other.ends[k] <= last && first <= last; k += 2) {
        if (other.ends[k] > first) {
          rest[size++] = first;
          rest[size++] = other.ends[k] - 1;
        }
        first = other.ends[k + 1] + 1;
      }
      if (first <= last) {
        rest[size++] = first;
        rest[size++] = last;
      }
    }
    return new Intervals(Arrays.copyOf(rest, size));
  }

  void appendTo(StringBuilder text) {
    forEach(
        (first, last) -> {
          text.append(':').append(first);
          if (last != first) {
            text.append('-').append(last);
          }
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Intervals that && Arrays.equals(ends, that.ends);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ends);
  }
}
