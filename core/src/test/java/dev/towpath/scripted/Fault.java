package dev.towpath.scripted;

/**
 * A fault of a connection.
 *
 * @param kind the kind of fault
 * @param after the number of bytes sent before it, or the number of the packet of the dump
 */
public record Fault(Kind kind, long after) {
  /** No fault. */
  public static final Fault NONE = new Fault(Kind.NONE, Long.MAX_VALUE);

  /** A kind of fault. */
  public enum Kind {
    /** No fault. */
    NONE,
    /** The connection is closed after {@code after} bytes. */
    CUT,
    /** After {@code after} bytes nothing comes any more, but the connection stays open. */
    STALL,
    /** Every byte is sent alone. */
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

  /** Returns a fault that closes the connection after {@code bytes}. */
  public static Fault cutAfter(long bytes) {
    return new Fault(Kind.CUT, bytes);
  }

  /** Returns a fault that stops sending after {@code bytes}. */
  public static Fault stallAfter(long bytes) {
    return new Fault(Kind.STALL, bytes);
  }

  boolean is(Kind candidate, long number) {
    return kind == candidate && after == number;
  }
}
