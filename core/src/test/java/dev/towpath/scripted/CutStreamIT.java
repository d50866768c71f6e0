package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.GtidSet;
import dev.towpath.internal.binlog.stream.Streams;
import dev.towpath.internal.protocol.Packets;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests of streams that end after every byte, in less usual forms after every 13th, and are resumed
 * at the position reached.
 */
@Tag("long")
class CutStreamIT {
  private static final SchemaResolver NOWHERE = new SchemaResolver(CutRuns.source(9).build());

  private static Recording everyday;

  @BeforeAll
  static void record(@TempDir Path directory) throws IOException {
    everyday = Recorder.record(directory, Recorder::everyday);
  }

  @ParameterizedTest
  @EnumSource(CutPipelineIT.Form.class)
  void aStreamCutAfterAnyByteLosesAndRepeatsNothing(CutPipelineIT.Form form) throws IOException {
    Recording recording = form.of(everyday);
    byte[] whole = stream(recording, new Follower(recording, NOWHERE).position());
    List<String> expected = follow(recording, whole.length, new ArrayList<>());
    assertEquals(CutPipelineIT.EVERYDAY_CHANGES, expected.size(), expected::toString);

    int stride = form == CutPipelineIT.Form.GTIDS ? 1 : 13;
    List<BinlogPosition> positions = new ArrayList<>();
    for (int cut = 0; cut < whole.length; cut += stride) {
      List<String> delivered = follow(recording, cut, positions);
      int at = cut;
      assertEquals(expected, delivered, () -> "cut after " + at);
    }

    assertTrue(positions.stream().distinct().count() > 10, () -> positions.size() + " positions");
  }

  /** Returns all delivered changes when the first stream ends after {@code cut} bytes. */
  private static List<String> follow(Recording recording, int cut, List<BinlogPosition> positions)
      throws IOException {
    var follower = new Follower(recording, NOWHERE);
    byte[] first = Arrays.copyOf(stream(recording, follower.position()), cut);
    follow(follower, first);
    positions.add(follower.position());
    follow(follower, stream(recording, follower.position()));
    return Changes.named(new ArrayList<ChangeEvent>(follower.delivered()));
  }

  private static void follow(Follower follower, byte[] sent) {
    var packets = new Packets(sent);
    assertThrows(
        EOFException.class, () -> follower.follow(Streams.of(packets::next, follower.position())));
  }

  private static byte[] stream(Recording recording, BinlogPosition from) throws IOException {
    GtidSet executed = from.gtidSet();
    List<byte[]> packets =
        executed == null
            ? RecordedDump.from(recording, from.file(), from.offset())
            : RecordedDump.after(recording, executed);
    var bytes = new ByteArrayOutputStream();
    int sequence = 1;
    for (byte[] packet : packets) {
      bytes.writeBytes(new Wire().integer(packet.length, 3).integer(sequence++, 1).toBytes());
      bytes.writeBytes(packet);
    }
    return bytes.toByteArray();
  }
}
