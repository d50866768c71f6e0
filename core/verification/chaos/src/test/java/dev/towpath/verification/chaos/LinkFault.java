package dev.towpath.verification.chaos;

/** The faults of a {@link Link}'s connections. */
enum LinkFault {
  /** No fault: all bytes arrive. */
  NONE,
  /** Existing and new connections are reset. */
  CUT,
  /** Connections stay open and new ones are accepted, and no byte arrives at either end. */
  BLACK_HOLE,
  /** The server's ends are closed; the clients' stay open and are not told. */
  HALF_OPEN,
  /** Requests arrive, but answers do not. */
  LOST_REPLIES,
  /** Every piece arrives some time later. */
  DELAY,
  /** Bytes arrive a few at a time. */
  TRICKLE,
  /** Each connection is reset after a random number of bytes. */
  CUT_AT_BYTE,
  /** Each connection is reset after more bytes, up to some MB: in the middle of rows. */
  CUT_FAR
}
