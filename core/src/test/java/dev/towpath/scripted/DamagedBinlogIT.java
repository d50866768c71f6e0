package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.towpath.event.BinlogPosition;
import dev.towpath.event.ChangeEvent;
import dev.towpath.event.Row;
import dev.towpath.event.RowChange;
import dev.towpath.event.RowUpdate;
import dev.towpath.failure.CdcException;
import dev.towpath.internal.binlog.event.MalformedEventException;
import dev.towpath.internal.binlog.stream.BinlogStream;
import dev.towpath.internal.binlog.stream.Streams;
import dev.towpath.internal.decode.ValueCorpus;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of damaged binlogs with values of every type. {@code -Dtowpath.seed} repeats a run, {@code
 * -Dtowpath.damages} sets the number of damages.
 */
@Tag("long")
class DamagedBinlogIT {
  private static final long SEED = Long.getLong("towpath.seed", System.nanoTime());
  private static final int DAMAGES = Integer.getInteger("towpath.damages", 10_000);
  private static final int FLIPS = 24;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * The allowed allocation for each unpacked byte, in addition to twice the allocation of the
   * undamaged events.
   */
  private static final long FACTOR = 100;

  private static final long BASE = 128 << 10;

  private static Recording values;
  private static ScriptedServer schemas;
  private static SchemaResolver schema;

  @BeforeAll
  static void record(@TempDir Path directory) throws IOException {
    System.out.println("-Dtowpath.seed=" + SEED);
    values = Recorder.record(directory, mysql -> ValueCorpus.fill(mysql, "shop", SEED));
    schemas =
        new ScriptedServer(new RecordedServer(values, Login.standard(), number -> Fault.NONE));
    schema = new SchemaResolver(CutRuns.source(schemas.port()).build());
  }

  @AfterAll
  static void closeServer() {
    schema.close();
    schemas.close();
  }

  @Test
  void everyFlippedBitIsNoticedWhereThereAreChecksums() {
    var random = new Random(SEED);
    long flips = 0;
    for (List<byte[]> group : groups(values)) {
      for (int index = 0; index < group.size(); index++) {
        int bits = group.get(index).length * 8;
        for (int i = 0; i < Math.min(bits, FLIPS); i++) {
          int bit = bits <= FLIPS ? i : random.nextInt(bits);
          requireNoticed(group, index, bit);
          flips++;
        }
      }
    }
    assertTrue(flips > 10_000, flips + " flips");
  }

  private static void requireNoticed(List<byte[]> group, int index, int bit) {
    List<byte[]> packets = new ArrayList<>(group);
    byte[] packet = group.get(index).clone();
    packet[bit / 8] ^= (byte) (1 << bit % 8);
    packets.set(index, packet);
    BinlogStream stream = stream(packets);
    assertThrows(
        MalformedEventException.class,
        () -> {
          while (true) {
            stream.next();
          }
        },
        () -> "packet %d, bit %d, -Dtowpath.seed=%d".formatted(index, bit, SEED));
  }

  @Test
  void theUndamagedBinlogIsRead() throws IOException {
    for (Recording recording : List.of(values, plain(false), plain(true))) {
      int rows = 0;
      for (List<byte[]> group : groups(recording)) {
        Follower follower = new Follower(recording, schema);
        try {
          follower.follow(stream(group));
        } catch (EOFException e) {
          rows += touch(follower);
        }
      }
      assertTrue(rows > 1_000, rows + " rows");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void damageWithoutChecksumsIsBoundedAndLosesNoEvent(boolean compressed) throws IOException {
    Recording recording = plain(compressed);
    List<List<byte[]>> groups = groups(recording);
    // Opens the connection for definitions in advance, because its buffers would be counted.
    theUndamagedBinlogIsRead();
    var random = new Random(SEED);
    int failed = 0;
    for (int i = 0; i < DAMAGES; i++) {
      long seed = random.nextLong();
      failed += survives(recording, groups, seed, i) ? 0 : 1;
    }
    int refused = failed;
    assertTrue(refused > DAMAGES / 10 && refused < DAMAGES, () -> refused + " refused");
  }

  @Test
  void eventsMayEndRightAfterTheirHeaderOrJustBeforeTheirEnd() {
    Recording recording = plain(false);
    int noticed = 0;
    int all = 0;
    for (List<byte[]> group : groups(recording)) {
      for (int index = 0; index < group.size(); index++) {
        int length = group.get(index).length;
        for (int kept : new int[] {20, 21, 22, 24, length - 1}) {
          if (kept < length) {
            Damage damage = Damage.cutShort(group, index, kept);
            noticed += isNoticed(recording, damage, damage.toString()) ? 1 : 0;
            all++;
          }
        }
      }
    }
    int refused = noticed;
    int cut = all;
    assertTrue(refused > cut / 2, () -> refused + " of " + cut + " were noticed");
  }

  /** Reads a damaged group; returns true when the damage was not noticed. */
  private static boolean survives(
      Recording recording, List<List<byte[]>> groups, long seed, int number) {
    String where = "damage %d, -Dtowpath.seed=%d".formatted(number, SEED);
    var random = new Random(seed);
    List<byte[]> group = groups.get(random.nextInt(groups.size()));
    Damage damage = Damage.of(group, random);
    long undamaged = allocated(() -> isNoticed(recording, new Damage(group), where));
    long limit = 2 * undamaged + BASE + FACTOR * size(recording, damage);
    boolean[] noticed = new boolean[1];
    long bytes = Long.MAX_VALUE;
    // Objects that are created once and kept, such as the tables of a character set, are not
    // created again.
    for (int i = 0; i < 3 && bytes > limit; i++) {
      bytes = allocated(() -> noticed[0] = isNoticed(recording, damage, where));
    }
    long allocated = bytes;
    assertTrue(
        allocated <= limit,
        () -> where + " allocated " + allocated + " bytes, undamaged " + undamaged);
    return !noticed[0];
  }

  /** Returns the unpacked bytes of the events that can be read: a text may become any other. */
  private static long size(Recording recording, Damage damage) {
    var follower = new Follower(recording, schema);
    try {
      follower.follow(stream(damage.packets()));
    } catch (CdcException | IOException e) {
      // Ends here, with the damage or with the packets.
    }
    return follower.bytes();
  }

  private static long allocated(Runnable action) {
    long before = threads().getCurrentThreadAllocatedBytes();
    action.run();
    return threads().getCurrentThreadAllocatedBytes() - before;
  }

  private static ThreadMXBean threads() {
    return (ThreadMXBean) ManagementFactory.getThreadMXBean();
  }

  private static boolean isNoticed(Recording recording, Damage damage, String where) {
    var follower = new Follower(recording, schema);
    // Of the thread, because a busy machine may take it the processor for seconds.
    long started = threads().getCurrentThreadCpuTime();
    boolean noticed = false;
    try {
      follower.follow(stream(damage.packets()));
    } catch (CdcException e) {
      noticed = true;
    } catch (EOFException e) {
      // Read to its end.
    } catch (IOException | RuntimeException | Error e) {
      fail(where, e);
    }
    try {
      touch(follower);
    } catch (CdcException e) {
      noticed = true;
    } catch (RuntimeException | Error e) {
      fail(where, e);
    }
    long nanos = threads().getCurrentThreadCpuTime() - started;
    assertTrue(nanos < LONGEST_NANOS, () -> where + " took " + nanos + " ns");
    if (!noticed) {
      requireComplete(damage, follower, where);
    }
    return noticed;
  }

  /** Checks that every rows event led to changes, unless its table may have become another. */
  private static void requireComplete(Damage damage, Follower follower, String where) {
    int tableMap = damage.damaged() < 0 ? -1 : damage.packets().get(damage.damaged())[5];
    if (tableMap == RecordedEvent.TABLE_MAP || tableMap == RecordedEvent.TRANSACTION_PAYLOAD) {
      return;
    }
    long expected =
        damage.packets().stream()
            .filter(packet -> new RecordedEvent(0, event(packet)).isRows())
            .count();
    Set<Integer> seen = new HashSet<>();
    List<ChangeEvent> changes = new ArrayList<>(follower.delivered());
    changes.addAll(follower.open());
    for (ChangeEvent change : changes) {
      if (change instanceof RowChange row) {
        seen.add(row.origin().eventOrdinal());
      }
    }
    boolean compressed =
        damage.packets().stream()
            .anyMatch(packet -> packet[5] == RecordedEvent.TRANSACTION_PAYLOAD);
    assertTrue(
        compressed || seen.size() == expected,
        () -> "%s, %s: %d rows events, read %s".formatted(where, damage, expected, seen));
  }

  private static byte[] event(byte[] packet) {
    return Arrays.copyOfRange(packet, 1, packet.length);
  }

  /** Reads every value of every row. */
  private static int touch(Follower follower) {
    int rows = 0;
    List<ChangeEvent> changes = new ArrayList<>(follower.delivered());
    changes.addAll(follower.open());
    for (ChangeEvent change : changes) {
      if (change instanceof RowChange row) {
        rows++;
        touch(row.row());
        if (row instanceof RowUpdate update) {
          touch(update.before());
        }
      }
    }
    return rows;
  }

  private static void touch(Row row) {
    for (int i = 0; i < row.table().columns().size(); i++) {
      if (row.isPresent(i)) {
        Object value = row.get(i);
        String text = row.getString(i);
        assertTrue((value == null) == (text == null));
      }
    }
  }

  private static Recording plain(boolean compressed) {
    return Rewriting.withoutChecksums(compressed ? Rewriting.compressed(values) : values);
  }

  private static BinlogStream stream(List<byte[]> packets) {
    Iterator<byte[]> next = packets.iterator();
    return Streams.of(
        () -> {
          if (next.hasNext()) {
            // Kept by its reader.
            return next.next().clone();
          }
          throw new EOFException("no more packets");
        },
        BinlogPosition.builder("mysql-bin.000001", RecordedFile.FIRST).build());
  }

  /** Returns the packets of each transaction, as if it alone had been requested. */
  private static List<List<byte[]>> groups(Recording recording) {
    List<List<byte[]>> groups = new ArrayList<>();
    for (RecordedFile file : recording.files()) {
      List<RecordedEvent> events = file.events();
      int start = -1;
      for (int i = 0; i <= events.size(); i++) {
        if (i == events.size() || events.get(i).type() == RecordedEvent.GTID) {
          if (start >= 0) {
            groups.add(RecordedDump.part(recording, file, events.subList(start, i)));
          }
          start = i;
        }
      }
    }
    return groups;
  }
}
