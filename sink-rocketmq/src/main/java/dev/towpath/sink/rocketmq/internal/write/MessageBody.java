package dev.towpath.sink.rocketmq.internal.write;

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

  /** Returns an unchanged body. */
  static MessageBody of(byte[] bytes) {
    return new MessageBody(bytes, false, "");
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns whether the body is compressed with gzip. */
  boolean isCompressed() {
    return isCompressed;
  }

  /** Returns what was left out of the row, as text; empty when it is complete. */
  String leftOut() {
    return leftOut;
  }
}
