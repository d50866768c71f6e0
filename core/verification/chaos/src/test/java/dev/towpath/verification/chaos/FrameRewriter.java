package dev.towpath.verification.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * A rewriter of a RocketMQ name server's answers, which replaces an address by another of the same
 * length. It works on whole frames; each begins with its length. Used by one thread.
 */
final class FrameRewriter {
  private final String address;
  private final String replacement;
  private byte[] rest = new byte[0];

  FrameRewriter(String address, String replacement) {
    if (address.length() != replacement.length()) {
      throw new IllegalArgumentException(
          "%s and %s differ in length".formatted(address, replacement));
    }
    this.address = address;
    this.replacement = replacement;
  }

  /** Takes the next bytes and returns the frames that are complete with them. */
  byte[] rewrite(byte[] bytes, int length) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(rest);
    all.write(bytes, 0, length);
    ByteBuffer buffer = ByteBuffer.wrap(all.toByteArray());
    var frames = new ByteArrayOutputStream();
    while (buffer.remaining() >= 4 && buffer.remaining() >= 4 + buffer.getInt(buffer.position())) {
      byte[] frame = new byte[4 + buffer.getInt(buffer.position())];
      buffer.get(frame);
      String text = new String(frame, ISO_8859_1).replace(address, replacement);
      frames.writeBytes(text.getBytes(ISO_8859_1));
    }
    rest = new byte[buffer.remaining()];
    buffer.get(rest);
    return frames.toByteArray();
  }
}
