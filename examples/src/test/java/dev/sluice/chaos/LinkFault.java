package dev.sluice.chaos;

/** What a {@link Link} can do to the connections that go through it. */
enum LinkFault {
  /** Nothing: all bytes arrive. */
  NONE,
  /** Connections are reset, those that exist and new ones. */
  CUT,
  /** Connections stay open and new ones are accepted, and no byte arrives at either end. */
  BLACK_HOLE,
  /** The server's ends are gone, the client's stay open and hear nothing of it. */
  HALF_OPEN,
  /** What the client sends arrives, what the server answers does not. */
  LOST_REPLIES,
  /** Every piece arrives some time later. */
  DELAY,
  /** Bytes arrive a few at a time. */
  TRICKLE,
  /** Each connection is reset after a number of bytes that is drawn for it. */
  CUT_AT_BYTE,
  /** The same after more bytes, up to some MB: amidst rows. */
  CUT_FAR
}
