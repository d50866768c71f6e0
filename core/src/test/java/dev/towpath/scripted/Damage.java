package dev.towpath.scripted;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The packets of a dump with random damage. */
final class Damage {
  private final List<byte[]> packets;
  private int damaged = -1;

  /** Creates packets without any damage. */
  Damage(List<byte[]> packets) {
    this.packets = new ArrayList<>(packets);
  }

  /** Returns packets with one or two of them changed. */
  static Damage of(List<byte[]> packets, Random random) {
    var damage = new Damage(packets);
    // The first two, which the dump creates, may be damaged like any other.
    int index = random.nextInt(packets.size());
    switch (random.nextInt(12)) {
      case 0 -> damage.packets.add(index, packets.get(index));
      case 1 -> Collections.swap(damage.packets, index, random.nextInt(packets.size()));
      case 2 -> damage.truncate(index, random);
      default -> damage.spoil(index, random);
    }
    return damage;
  }

  /** Returns packets where one ends after {@code length} bytes, as its header says. */
  static Damage cutShort(List<byte[]> packets, int index, int length) {
    var damage = new Damage(packets);
    damage.damaged = index;
    byte[] shorter = Arrays.copyOf(packets.get(index), length);
    Wire.set(shorter, 10, length - 1, 4);
    damage.packets.set(index, shorter);
    return damage;
  }

  List<byte[]> packets() {
    return packets;
  }

  /**
   * Returns the index of the packet with changed bytes; below 0 when only the order has changed.
   */
  int damaged() {
    return damaged;
  }

  private void truncate(int index, Random random) {
    damaged = index;
    byte[] packet = packets.get(index);
    int length = 1 + random.nextInt(packet.length);
    byte[] shorter = Arrays.copyOf(packet, length);
    if (length > RecordedEvent.HEADER && random.nextBoolean()) {
      Wire.set(shorter, 10, length - 1, 4); // Keeps the framing valid.
    }
    packets.set(index, shorter);
  }

  private void spoil(int index, Random random) {
    damaged = index;
    byte[] packet = packets.get(index).clone();
    boolean body = random.nextInt(8) > 0 && packet.length > 1 + RecordedEvent.HEADER;
    int from = body ? 1 + RecordedEvent.HEADER : 0;
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = from + random.nextInt(packet.length - from);
      switch (random.nextInt(5)) {
        case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> packet[at] = (byte) random.nextInt();
        case 2 -> packet[at] = (byte) 0xFF;
        case 3 -> packet[at] = 0;
        default -> {
          long value = random.nextBoolean() ? -1 : random.nextLong() >>> random.nextInt(63);
          Wire.set(packet, at, value, Math.min(packet.length - at, 1 + random.nextInt(8)));
        }
      }
    }
    packets.set(index, packet);
  }

  @Override
  public String toString() {
    if (damaged < 0) {
      return "another order";
    }
    byte[] packet = packets.get(damaged);
    byte[] start = Arrays.copyOf(packet, Math.min(packet.length, 48));
    return "packet %d of %d bytes: %s"
        .formatted(damaged, packet.length, HexFormat.of().formatHex(start));
  }
}
