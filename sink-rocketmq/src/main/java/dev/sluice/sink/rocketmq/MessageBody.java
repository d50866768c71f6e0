package dev.sluice.sink.rocketmq;

/** The body of a message, and what was done to make it fit. Immutable; the bytes are not copied. */
final class MessageBody {
  private final byte[] bytes;
  private final boolean isCompressed;
  private final String leftOut;

  MessageBody(byte[] bytes, boolean isCompressed, String leftOut) {
    this.bytes = bytes;
    this.isCompressed = isCompressed;
    this.leftOut = leftOut;
  }

  /** A body to which nothing was done. */
  static MessageBody of(byte[] bytes) {
    return new MessageBody(bytes, false, "");
  }

  byte[] bytes() {
    return bytes;
  }

  /** Whether it is in gzip. */
  boolean isCompressed() {
    return isCompressed;
  }

  /** What the row lacks, as text; empty when it lacks nothing. */
  String leftOut() {
    return leftOut;
  }
}
