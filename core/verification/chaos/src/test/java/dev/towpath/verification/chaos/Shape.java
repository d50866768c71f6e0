package dev.towpath.verification.chaos;

import java.util.Random;

/**
 * The shape of a transaction. Immutable.
 *
 * @param way the statements that end it
 * @param size the amount of its changes
 * @param isCompressed whether it is compressed in the binlog, if the server supports that
 */
record Shape(Way way, Size size, boolean isCompressed) {
  /** The simplest shape. */
  static final Shape PLAIN = new Shape(Way.PLAIN, Size.SMALL, false);

  private static final Way[] ENDING_AT_ONCE = {Way.PLAIN, Way.XA_ONE_PHASE, Way.XA_TWO_PHASE};
  private static final int ONE_HAS_MANY_ROWS = 1_500;
  private static final int ONE_HAS_MANY_BYTES = 6_000;
  private static final int ONE_IS_COMPRESSED = 4;

  /** The statements that end a transaction, with their percentage. */
  enum Way {
    /** {@code COMMIT}. */
    PLAIN(70),
    /** {@code XA COMMIT … ONE PHASE}. */
    XA_ONE_PHASE(6),
    /** {@code XA PREPARE}, and at once {@code XA COMMIT} on the same connection. */
    XA_TWO_PHASE(9),
    /** {@code XA PREPARE}, and {@code XA COMMIT} much later on another connection. */
    XA_LATER(9),
    /** {@code XA PREPARE}, and at once {@code XA ROLLBACK} on the same connection. */
    XA_ROLLED_BACK(3),
    /** {@code XA PREPARE}, and {@code XA ROLLBACK} much later on another connection. */
    XA_ROLLED_BACK_LATER(3);

    private final int share;

    Way(int share) {
      this.share = share;
    }

    boolean isXa() {
      return this != PLAIN;
    }

    /** Returns whether others are written between its preparation and its end. */
    boolean isLater() {
      return this == XA_LATER || this == XA_ROLLED_BACK_LATER;
    }

    boolean isRolledBack() {
      return this == XA_ROLLED_BACK || this == XA_ROLLED_BACK_LATER;
    }

    private static Way draw(Random random) {
      int left = random.nextInt(100);
      for (Way way : values()) {
        left -= way.share;
        if (left < 0) {
          return way;
        }
      }
      return PLAIN;
    }
  }

  /** The sizes of transactions. */
  enum Size {
    /** A few rows, now and then some dozens. */
    SMALL,
    /** More than 10,000 rows: delivered in parts. */
    MANY_ROWS,
    /** More than 8 MB in some hundred rows: delivered in parts, too. */
    MANY_BYTES
  }

  /** Draws a shape; most are small and plain. */
  static Shape draw(Random random) {
    Way way = Way.draw(random);
    Size size = Size.SMALL;
    if (random.nextInt(ONE_HAS_MANY_ROWS) == 0) {
      size = Size.MANY_ROWS;
    } else if (random.nextInt(ONE_HAS_MANY_BYTES) == 0) {
      size = Size.MANY_BYTES;
    }
    return new Shape(way, size, random.nextInt(ONE_IS_COMPRESSED) == 0);
  }

  /** Returns a large shape with an immediate commit, which depends only on {@code choice}. */
  static Shape large(int choice) {
    Way way = ENDING_AT_ONCE[choice % ENDING_AT_ONCE.length];
    int rest = choice / ENDING_AT_ONCE.length;
    Size size = rest % 3 == 0 ? Size.MANY_BYTES : Size.MANY_ROWS;
    return new Shape(way, size, rest % 2 == 0);
  }

  /** Returns this shape, uncompressed if the server cannot compress. */
  Shape where(boolean canCompress) {
    return canCompress || !isCompressed ? this : new Shape(way, size, false);
  }

  boolean isLarge() {
    return size != Size.SMALL;
  }

  @Override
  public String toString() {
    return way + " " + size + (isCompressed ? " COMPRESSED" : "");
  }
}
