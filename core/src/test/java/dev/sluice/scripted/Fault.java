package dev.sluice.scripted;

/**
 * How a connection goes wrong.
 *
 * @param kind in which way
 * @param after when: after so many bytes sent, or at the packet of this number of the dump
 */
public record Fault(Kind kind, long after) {
  /** All is well. */
  public static final Fault NONE = new Fault(Kind.NONE, Long.MAX_VALUE);

  /** In which way. */
  public enum Kind {
    /** Not at all. */
    NONE,
    /** The connection is closed after so many bytes. */
    CUT,
    /** After so many bytes nothing comes any more, the connection stays open. */
    STALL,
    /** Every byte comes alone. */
    TRICKLE,
    /** A packet of the dump has the wrong number. */
    WRONG_SEQUENCE,
    /** A packet of the dump is shorter than its header says. */
    LONG_LENGTH,
    /** A packet of the dump is longer than its header says. */
    SHORT_LENGTH,
    /** The server ends the dump with an error. */
    ERROR,
    /** The server ends the dump in good order. */
    END
  }

  /** Closes the connection after {@code bytes}. */
  public static Fault cutAfter(long bytes) {
    return new Fault(Kind.CUT, bytes);
  }

  /** Falls silent after {@code bytes}. */
  public static Fault stallAfter(long bytes) {
    return new Fault(Kind.STALL, bytes);
  }

  boolean is(Kind candidate, long number) {
    return kind == candidate && after == number;
  }
}
