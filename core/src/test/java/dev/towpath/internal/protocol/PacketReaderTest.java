package dev.towpath.internal.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PacketReaderTest {
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private int sequence = 1;

  @Test
  void payloadsArriveWholeHoweverTheyAreCut() throws IOException {
    byte[] small = random(100);
    byte[] large = random(700_000);
    packet(small);
    packet(new byte[0]);
    packet(large);

    for (int cut : new int[] {1, 3, 7, 4096, 300_000}) {
      PacketReader packets = reader(new CutStream(wire.toByteArray(), cut));

      assertArrayEquals(small, packets.next());
      assertEquals(0, packets.next().length);
      assertArrayEquals(large, packets.next());
    }
  }

  @Test
  void partsOfLargePayloadsAreJoined() throws IOException {
    byte[] large = random(2 * 0xFFFFFF + 12345);
    payload(large);
    payload(random(10));

    PacketReader packets = reader(new ByteArrayInputStream(wire.toByteArray()));

    assertArrayEquals(large, packets.next());
    assertEquals(10, packets.next().length);
  }

  @Test
  void payloadOfExactlyOnePartEndsWithAnEmptyOne() throws IOException {
    byte[] exact = random(0xFFFFFF);
    payload(exact);
    payload(random(3));

    PacketReader packets = reader(new ByteArrayInputStream(wire.toByteArray()));

    assertArrayEquals(exact, packets.next());
    assertEquals(3, packets.next().length);
  }

  @Test
  void sequenceNumbersWrap() throws IOException {
    for (int i = 0; i < 600; i++) {
      packet(new byte[] {(byte) i});
    }
    PacketReader packets = reader(new ByteArrayInputStream(wire.toByteArray()));

    for (int i = 0; i < 600; i++) {
      assertEquals((byte) i, packets.next()[0]);
    }
  }

  @Test
  void packetOutOfSequenceIsRefused() throws IOException {
    packet(random(5));
    sequence = 9;
    packet(random(5));
    PacketReader packets = reader(new ByteArrayInputStream(wire.toByteArray()));
    packets.next();

    var failure = assertThrows(IOException.class, packets::next);

    assertTrue(
        String.valueOf(failure.getMessage()).contains("expected number 2, got 9"),
        failure::toString);
  }

  @Test
  void connectionCutWithinAPacketIsAnEnd() throws IOException {
    packet(random(50));
    byte[] cut = Arrays.copyOf(wire.toByteArray(), 30);

    assertThrows(EOFException.class, reader(new ByteArrayInputStream(cut))::next);
  }

  @Test
  void onlyAWholePacketCountsAsWaiting() throws IOException {
    packet(random(5));
    packet(random(50));
    byte[] cut = Arrays.copyOf(wire.toByteArray(), 9 + 20);
    PacketReader packets = reader(new ByteArrayInputStream(cut));

    assertTrue(packets.hasNext());
    packets.next();
    assertFalse(packets.hasNext());
  }

  @Test
  void lookingForAPacketWaitsForNone() throws IOException {
    packet(random(5));
    packet(random(50));
    packet(random(900_000));
    var arriving = new ArrivingStream(wire.toByteArray());
    PacketReader packets = reader(arriving);

    assertFalse(packets.hasNext());
    arriving.arrived = 3;
    assertFalse(packets.hasNext());
    arriving.arrived = 9;
    assertTrue(packets.hasNext());
    assertEquals(5, packets.next().length);
    arriving.arrived = 9 + 54 + 1000;
    assertTrue(packets.hasNext());
    assertEquals(50, packets.next().length);
    for (int rest = 1000; rest < 800_000; rest *= 2) {
      arriving.arrived = 9 + 54 + rest;
      assertFalse(packets.hasNext());
    }
    arriving.arrived = Integer.MAX_VALUE;
    assertEquals(900_000, packets.next().length);
  }

  @Test
  void lentPacketsStayUntilTheirBuffersAreGivenBack() throws IOException {
    for (int i = 0; i < 500; i++) {
      packet(random(1000 + i));
    }
    PacketReader packets = reader(new CutStream(wire.toByteArray(), 5000));

    List<byte[]> read = new ArrayList<>();
    List<byte[]> full = new ArrayList<>();
    for (int done = 0; done < 500; done += 10) {
      List<Packet> lent = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        var packet = new Packet();
        packets.next(packet);
        assertTrue(packet.isLent());
        lent.add(packet);
      }
      lent.forEach(packet -> read.add(payload(packet)));
      List<byte[]> taken = packets.takeFull();
      full.addAll(taken);
      packets.buffers().giveBack(taken);
    }

    for (int i = 0; i < 500; i++) {
      assertArrayEquals(random(1000 + i), read.get(i));
    }
    assertTrue(full.size() > 2, "buffers filled: " + full.size());
    assertEquals(2, full.stream().map(System::identityHashCode).distinct().count());
  }

  @Test
  void largePacketHasAnArrayOfItsOwn() throws IOException {
    byte[] large = random(100_000);
    packet(large);
    packet(random(7));
    PacketReader packets = reader(new CutStream(wire.toByteArray(), 5000));
    var packet = new Packet();

    packets.next(packet);

    assertFalse(packet.isLent());
    assertArrayEquals(large, payload(packet));
    packets.next(packet);
    assertArrayEquals(random(7), payload(packet));
  }

  private static byte[] payload(Packet packet) {
    return Arrays.copyOfRange(packet.bytes(), packet.from(), packet.to());
  }

  private static PacketReader reader(InputStream in) {
    var packets = new PacketReader(in);
    packets.commandSent();
    return packets;
  }

  private void payload(byte[] payload) throws IOException {
    int from = 0;
    while (payload.length - from >= 0xFFFFFF) {
      packet(Arrays.copyOfRange(payload, from, from + 0xFFFFFF));
      from += 0xFFFFFF;
    }
    packet(Arrays.copyOfRange(payload, from, payload.length));
  }

  private void packet(byte[] part) throws IOException {
    wire.write(part.length);
    wire.write(part.length >>> 8);
    wire.write(part.length >>> 16);
    wire.write(sequence++);
    wire.write(part);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** A stream that hands out at most a few bytes at a time. */
  private static final class CutStream extends ByteArrayInputStream {
    private final int most;

    CutStream(byte[] bytes, int most) {
      super(bytes);
      this.most = most;
    }

    @Override
    public synchronized int read(byte[] target, int from, int count) {
      return super.read(target, from, Math.min(count, most));
    }
  }

  /** A stream that fails instead of waiting for bytes that have not arrived. */
  private static final class ArrivingStream extends ByteArrayInputStream {
    private int arrived;

    ArrivingStream(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int available() {
      return Math.min(arrived - pos, super.available());
    }

    @Override
    public synchronized int read(byte[] target, int from, int count) {
      assertTrue(available() > 0, "would have waited");
      return super.read(target, from, Math.min(count, available()));
    }
  }
}
