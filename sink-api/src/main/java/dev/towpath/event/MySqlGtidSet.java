package dev.towpath.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A MySQL GTID set: intervals of transaction numbers per source UUID and tag. Immutable. Adding
 * consecutive transactions of one source copies nothing.
 */
public final class MySqlGtidSet extends GtidSet {
  static final MySqlGtidSet EMPTY = new MySqlGtidSet(new SourceIntervals[0]);

  /** {@code GNO_END} of the server: transaction numbers run from 1 to 2⁶³ − 2. */
  private static final long MAX_NUMBER = Long.MAX_VALUE - 1;

  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-?)[0-9a-f]{4}\\1[0-9a-f]{4}\\1[0-9a-f]{4}\\1[0-9a-f]{12}");

  private static final Pattern NUMBERS = Pattern.compile("([0-9]+)(?:\\s*-\\s*([0-9]+))?");

  private static final Pattern TAG = Pattern.compile("[a-z_][a-z0-9_]{0,31}");

  /** The value of {@code grown} when no source's last interval is extended. */
  private static final int NONE = -1;

  private final SourceIntervals[] base;
  private final int grown;
  private final long last;

  private MySqlGtidSet(SourceIntervals[] sources) {
    this(sources, NONE, 0);
  }

  /**
   * Creates the set of {@code base} in which the last interval of one source ends at {@code last}.
   */
  private MySqlGtidSet(SourceIntervals[] base, int grown, long last) {
    this.base = base;
    this.grown = grown;
    this.last = last;
  }

  private SourceIntervals[] sources() {
    if (grown == NONE) {
      return base;
    }
    SourceIntervals[] copy = base.clone();
    copy[grown] = copy[grown].with(copy[grown].intervals.endingAt(last));
    return copy;
  }

  /** A receiver of the intervals of a set, see {@link #forEachInterval}. */
  @FunctionalInterface
  public interface IntervalVisitor {
    /**
     * Receives one interval.
     *
     * @param source the source's UUID
     * @param tag the tag; empty when there is none
     * @param first the first number, inclusive
     * @param last the last number, inclusive
     */
    void visit(UUID source, String tag, long first, long last);
  }

  private record SourceIntervals(UUID uuid, String tag, Intervals intervals)
      implements Comparable<SourceIntervals> {
    @Override
    public int compareTo(SourceIntervals other) {
      int byHigh =
          Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
      int byLow =
          Long.compareUnsigned(
              uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
      return byHigh != 0 ? byHigh : byLow != 0 ? byLow : tag.compareTo(other.tag);
    }

    boolean is(UUID otherUuid, String otherTag) {
      return uuid.equals(otherUuid) && tag.equals(otherTag);
    }

    SourceIntervals with(Intervals changed) {
      return new SourceIntervals(uuid, tag, changed);
    }
  }

  static MySqlGtidSet parseSources(String text) {
    var parsed = new TreeMap<SourceIntervals, List<Intervals>>();
    for (String part : text.split(",", -1)) {
      String stripped = part.strip();
      if (!stripped.isEmpty()) {
        parseSource(text, stripped.split(":", -1), parsed);
      }
    }
    var collected = new TreeMap<SourceIntervals, Intervals>();
    parsed.forEach((source, parts) -> collected.put(source, Intervals.union(parts)));
    return of(collected);
  }

  private static void parseSource(
      String text, String[] parts, SortedMap<SourceIntervals, List<Intervals>> parsed) {
    UUID uuid = parseUuid(text, parts[0].strip());
    String tag = "";
    boolean pending = true;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (TAG.matcher(part).matches()) {
        if (pending && i > 1) {
          throw malformed(text, "tag '" + tag + "' has no interval");
        }
        tag = part;
        pending = true;
      } else {
        parsed
            .computeIfAbsent(
                new SourceIntervals(uuid, tag, Intervals.NONE), source -> new ArrayList<>())
            .add(parseInterval(text, part));
        pending = false;
      }
    }
    if (pending) {
      throw malformed(text, "source " + uuid + " has no interval");
    }
  }

  private static UUID parseUuid(String text, String part) {
    if (!UUID_TEXT.matcher(part).matches()) {
      throw malformed(text, "'" + part + "' is not a UUID");
    }
    String hex = part.replace("-", "");
    return new UUID(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
  }

  private static Intervals parseInterval(String text, String part) {
    Matcher numbers = NUMBERS.matcher(part);
    if (!numbers.matches()) {
      throw malformed(text, "'" + part + "' is neither a tag nor an interval");
    }
    try {
      long first = Long.parseLong(numbers.group(1));
      long last = numbers.group(2) == null ? first : Long.parseLong(numbers.group(2));
      if (first >= 1 && first <= last && last <= MAX_NUMBER) {
        return Intervals.of(first, last);
      }
    } catch (NumberFormatException e) {
      throw malformed(text, "'" + part + "' holds a number out of range");
    }
    throw malformed(text, "'" + part + "' is not an interval of numbers from 1 to " + MAX_NUMBER);
  }

  /**
   * Returns this set with one more transaction.
   *
   * @param uuid the source's UUID
   * @param tag the tag; empty when there is none
   * @param number the transaction's number, at least 1
   * @throws IllegalArgumentException if the number or the tag is invalid
   */
  public MySqlGtidSet add(UUID uuid, String tag, long number) {
    if (number < 1 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          "the number of a transaction of %s is from 1 to %d, not %d"
              .formatted(uuid, MAX_NUMBER, number));
    }
    if (grown != NONE) {
      if (number == last + 1 && base[grown].is(uuid, tag)) {
        return new MySqlGtidSet(base, grown, number);
      }
      return new MySqlGtidSet(sources()).add(uuid, tag, number);
    }
    for (int i = 0; i < base.length; i++) {
      SourceIntervals source = base[i];
      if (source.is(uuid, tag)) {
        if (number == source.intervals.last() + 1) {
          return new MySqlGtidSet(base, i, number);
        }
        SourceIntervals[] copy = base.clone();
        copy[i] = source.with(source.intervals.add(number));
        return new MySqlGtidSet(copy);
      }
    }
    if (!tag.isEmpty() && !TAG.matcher(tag).matches()) {
      throw new IllegalArgumentException("not a GTID tag in small letters: '" + tag + "'");
    }
    SourceIntervals[] copy = Arrays.copyOf(base, base.length + 1);
    copy[base.length] = new SourceIntervals(uuid, tag, Intervals.of(number, number));
    Arrays.sort(copy);
    return new MySqlGtidSet(copy);
  }

  /** Passes every interval to {@code visitor}, ordered by UUID, tag and number. */
  public void forEachInterval(IntervalVisitor visitor) {
    for (SourceIntervals source : sources()) {
      source.intervals.forEach(
          (first, last) -> visitor.visit(source.uuid, source.tag, first, last));
    }
  }

  @Override
  public boolean isEmpty() {
    return base.length == 0;
  }

  @Override
  public boolean contains(GtidSet other) {
    if (other.isEmpty()) {
      return true;
    }
    return !isEmpty() && require(other).subtract(this).isEmpty();
  }

  @Override
  public GtidSet union(GtidSet other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    var collected = collect();
    for (SourceIntervals source : require(other).sources()) {
      collected.merge(source.with(Intervals.NONE), source.intervals, Intervals::union);
    }
    return of(collected);
  }

  @Override
  public GtidSet subtract(GtidSet other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    var collected = collect();
    for (SourceIntervals source : require(other).sources()) {
      collected.computeIfPresent(
          source.with(Intervals.NONE), (key, ours) -> ours.subtract(source.intervals));
    }
    return of(collected);
  }

  private SortedMap<SourceIntervals, Intervals> collect() {
    var collected = new TreeMap<SourceIntervals, Intervals>();
    for (SourceIntervals source : sources()) {
      collected.put(source.with(Intervals.NONE), source.intervals);
    }
    return collected;
  }

  private static MySqlGtidSet of(SortedMap<SourceIntervals, Intervals> collected) {
    List<SourceIntervals> sources = new ArrayList<>(collected.size());
    collected.forEach(
        (key, intervals) -> {
          if (!intervals.isEmpty()) {
            sources.add(key.with(intervals));
          }
        });
    return sources.isEmpty() ? EMPTY : new MySqlGtidSet(sources.toArray(new SourceIntervals[0]));
  }

  private MySqlGtidSet require(GtidSet other) {
    if (other instanceof MySqlGtidSet set) {
      return set;
    }
    throw mixed(other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MySqlGtidSet that && Arrays.equals(sources(), that.sources());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sources());
  }

  @Override
  public String toString() {
    var text = new StringBuilder(base.length * 48);
    UUID previous = null;
    for (SourceIntervals source : sources()) {
      if (!source.uuid.equals(previous)) {
        text.append(previous == null ? "" : ",").append(source.uuid);
        previous = source.uuid;
      }
      if (!source.tag.isEmpty()) {
        text.append(':').append(source.tag);
      }
      source.intervals.appendTo(text);
    }
    return text.toString();
  }
}
