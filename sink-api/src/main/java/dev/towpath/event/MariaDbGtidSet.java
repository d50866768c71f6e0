package dev.towpath.event;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A MariaDB GTID position: the last transaction of each replication domain. It implies all earlier
 * transactions of that domain. Immutable.
 */
public final class MariaDbGtidSet extends GtidSet {
  private static final Pattern GTID = Pattern.compile("([0-9]+)-([0-9]+)-([0-9]+)");

  private static final Pattern SHAPE =
      Pattern.compile("[0-9]+-[0-9]+-[0-9]+(\\s*,.*)?", Pattern.DOTALL);

  private final SortedMap<Long, Gtid> domains;

  private MariaDbGtidSet(SortedMap<Long, Gtid> domains) {
    this.domains = domains;
  }

  private record Gtid(long domain, long server, long sequence) {
    @Override
    public String toString() {
      return domain + "-" + server + "-" + Long.toUnsignedString(sequence);
    }
  }

  static boolean looksLike(String text) {
    return SHAPE.matcher(text).matches();
  }

  /**
   * Parses a position: GTIDs of the form {@code domain-server-sequence}, separated by commas.
   *
   * @throws IllegalArgumentException if {@code text} is malformed
   */
  public static MariaDbGtidSet parse(String text) {
    var domains = new TreeMap<Long, Gtid>();
    for (String part : text.split(",", -1)) {
      Matcher numbers = GTID.matcher(part.strip());
      if (!numbers.matches()) {
        throw malformed(text, "expected domain-server-sequence, found '" + part.strip() + "'");
      }
      try {
        var gtid =
            new Gtid(
                Integer.toUnsignedLong(Integer.parseUnsignedInt(numbers.group(1))),
                Integer.toUnsignedLong(Integer.parseUnsignedInt(numbers.group(2))),
                Long.parseUnsignedLong(numbers.group(3)));
        domains.merge(gtid.domain, gtid, MariaDbGtidSet::later);
      } catch (NumberFormatException e) {
        throw malformed(text, "'" + part.strip() + "' holds a number out of range");
      }
    }
    return new MariaDbGtidSet(domains);
  }

  /** Returns this position after the transaction {@code domain-server-sequence}. */
  public MariaDbGtidSet add(long domain, long server, long sequence) {
    var copy = new TreeMap<>(domains);
    copy.put(domain, new Gtid(domain, server, sequence));
    return new MariaDbGtidSet(copy);
  }

  @Override
  public boolean isEmpty() {
    return domains.isEmpty();
  }

  @Override
  public boolean contains(GtidSet other) {
    if (other.isEmpty()) {
      return true;
    }
    for (Gtid theirs : require(other).domains.values()) {
      Gtid ours = domains.get(theirs.domain);
      if (ours == null || Long.compareUnsigned(ours.sequence, theirs.sequence) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public GtidSet union(GtidSet other) {
    if (other.isEmpty()) {
      return this;
    }
    var copy = new TreeMap<>(domains);
    require(other)
        .domains
        .forEach((domain, gtid) -> copy.merge(domain, gtid, MariaDbGtidSet::later));
    return new MariaDbGtidSet(copy);
  }

  /**
   * Returns the domains in which this position is ahead of {@code other}. A position holds no more
   * detail than that.
   */
  @Override
  public GtidSet subtract(GtidSet other) {
    if (other.isEmpty()) {
      return this;
    }
    var rest = new TreeMap<>(domains);
    for (Map.Entry<Long, Gtid> theirs : require(other).domains.entrySet()) {
      Gtid ours = rest.get(theirs.getKey());
      if (ours != null && Long.compareUnsigned(ours.sequence, theirs.getValue().sequence) <= 0) {
        rest.remove(theirs.getKey());
      }
    }
    return rest.isEmpty() ? GtidSet.empty() : new MariaDbGtidSet(rest);
  }

  private static Gtid later(Gtid a, Gtid b) {
    return Long.compareUnsigned(a.sequence, b.sequence) >= 0 ? a : b;
  }

  private MariaDbGtidSet require(GtidSet other) {
    if (other instanceof MariaDbGtidSet set) {
      return set;
    }
    throw mixed(other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MariaDbGtidSet that && domains.equals(that.domains);
  }

  @Override
  public int hashCode() {
    return domains.hashCode();
  }

  @Override
  public String toString() {
    return domains.values().stream().map(Gtid::toString).collect(Collectors.joining(","));
  }
}
