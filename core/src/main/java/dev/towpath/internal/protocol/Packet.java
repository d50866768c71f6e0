package dev.towpath.internal.protocol;

/**
 * The place of a packet's payload in a buffer, set again for each packet. Used by one thread.
 *
 * <p>The bytes of a packet that {@link #isLent()} belong to a receive buffer. They stay valid until
 * the buffer is given back, see {@link MySqlSession#takeReceived()}.
 */
public final class Packet {
  private byte[] bytes = new byte[0];
  private int from;
  private int to;
  private boolean isLent;

  /** Becomes a packet that has an array of its own. */
  public void own(byte[] payload) {
    set(payload, 0, payload.length, false);
  }

  void lend(byte[] buffer, int start, int end) {
    set(buffer, start, end, true);
  }

  private void set(byte[] array, int start, int end, boolean lent) {
    bytes = array;
    from = start;
    to = end;
    isLent = lent;
  }

  /** The array that holds the payload. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the payload starts. */
  public int from() {
    return from;
  }

  /** Where the payload ends. */
  public int to() {
    return to;
  }

  /** Whether the array is a receive buffer, which will be used again. */
  public boolean isLent() {
    return isLent;
  }

  /** The number of bytes of the payload. */
  public int length() {
    return to - from;
  }
}
