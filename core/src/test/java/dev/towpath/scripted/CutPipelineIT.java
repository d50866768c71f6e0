package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.position.FilePositionStore;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.position.PositionStore;
import dev.towpath.sink.testkit.RecordingSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of whole pipelines whose connection is cut at any byte from the greeting to the last event.
 * {@code -Dtowpath.cuts} sets the number of places, {@code -Dtowpath.seed} chooses them.
 */
@SuppressWarnings("try") // Pipelines are only started and closed.
class CutPipelineIT {
  private static final int CUTS = Integer.getInteger("towpath.cuts", 60);

  /** The rows and statements that {@link Recorder#everyday} leaves. */
  static final int EVERYDAY_CHANGES = 28;

  private static final Random RANDOM = new Random(seed());
  private static Recording everyday;

  private static long seed() {
    long seed = Long.getLong("towpath.seed", System.nanoTime());
    System.out.println("-Dtowpath.seed=" + seed);
    return seed;
  }

  @BeforeAll
  static void record(@TempDir Path directory) throws IOException {
    everyday = Recorder.record(directory, Recorder::everyday);
  }

  enum Form {
    GTIDS,
    OFFSETS,
    COMPRESSED,
    WITHOUT_CHECKSUMS;

    Recording of(Recording recording) {
      return switch (this) {
        case GTIDS -> recording;
        case OFFSETS -> recording.with("gtid_mode", "OFF");
        case COMPRESSED -> Rewriting.compressed(recording);
        case WITHOUT_CHECKSUMS -> Rewriting.withoutChecksums(recording);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aConnectionCutAnywhereLosesAndRepeatsNothing(Form form) throws Exception {
    Recording recording = form.of(everyday);
    List<String> expected = undisturbed(recording);
    long size = lengthOfConversation(recording, expected.size());

    int cuts = 0;
    for (long cut : cuts(size)) {
      var sink = new RecordingSink();
      try (ScriptedServer server = server(recording, cut);
          CdcPipeline pipeline = start(recording, server, new InMemoryPositionStore(), sink)) {
        assertEquals(expected, CutRuns.await(sink, expected.size()), "cut after " + cut);
        cuts += server.connections() > 1 ? 1 : 0;
      }
    }

    assertTrue(cuts > CUTS / 2, cuts + " cuts");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aPipelineThatStopsAtTheCutGoesOnFromItsStoredPosition(Form form) throws Exception {
    Recording recording = form.of(everyday);
    List<String> expected = undisturbed(recording);
    long size = lengthOfConversation(recording, expected.size());

    for (long cut : cuts(size)) {
      var sink = new RecordingSink();
      var store = new InMemoryPositionStore();
      try (ScriptedServer server = server(recording, cut)) {
        runUntilCut(recording, server, store, sink);
        try (CdcPipeline second = start(recording, server, store, sink)) {
          assertEquals(expected, CutRuns.await(sink, expected.size()), "cut after " + cut);
        }
      }
    }
  }

  static Stream<Integer> fewCuts() {
    return RANDOM.ints(10, 1_000, 12_000).boxed();
  }

  @ParameterizedTest
  @MethodSource("fewCuts")
  void positionsInFilesServeAsWell(int cut, @TempDir Path directory) throws Exception {
    List<String> expected = undisturbed(everyday);
    var sink = new RecordingSink();
    try (ScriptedServer server = server(everyday, cut)) {
      runUntilCut(everyday, server, FilePositionStore.at(directory), sink);

      try (CdcPipeline second = start(everyday, server, FilePositionStore.at(directory), sink)) {
        assertEquals(expected, CutRuns.await(sink, expected.size()));
      }
    }
  }

  private static void runUntilCut(
      Recording recording, ScriptedServer server, PositionStore store, RecordingSink sink)
      throws InterruptedException {
    var source = CutRuns.source(server.port()).startPosition(CutRuns.start(recording)).build();
    try (CdcPipeline first =
        CutRuns.pipeline(source, store, sink)
            .errorPolicy(failure -> new ErrorPolicy.Stop())
            .build()) {
      first.start();
      CutRuns.await(() -> first.status().state().isFinal());
    }
  }

  private static CdcPipeline start(
      Recording recording, ScriptedServer server, PositionStore store, RecordingSink sink) {
    var source = CutRuns.source(server.port()).startPosition(CutRuns.start(recording)).build();
    CdcPipeline pipeline = CutRuns.pipeline(source, store, sink).build();
    pipeline.start();
    return pipeline;
  }

  private static ScriptedServer server(Recording recording, long cut) throws IOException {
    var conversation = new RecordedServer(recording, Login.standard(), number -> Fault.NONE);
    return new ScriptedServer(
        conversation, number -> number == 1 ? Fault.cutAfter(cut) : Fault.NONE);
  }

  /** Returns places spread over the conversation, different in each run. */
  private static long[] cuts(long size) {
    double stride = Math.max(1, (double) size / CUTS);
    double first = RANDOM.nextDouble() * stride;
    return Stream.iterate(first, at -> at < size, at -> at + stride)
        .mapToLong(Double::longValue)
        .toArray();
  }

  private static List<String> undisturbed(Recording recording) throws Exception {
    var sink = new RecordingSink();
    try (ScriptedServer server = server(recording, Long.MAX_VALUE);
        CdcPipeline pipeline = start(recording, server, new InMemoryPositionStore(), sink)) {
      List<String> changes = CutRuns.await(sink, EVERYDAY_CHANGES);
      assertEquals(EVERYDAY_CHANGES, changes.size(), changes::toString);
      return changes;
    }
  }

  private static long lengthOfConversation(Recording recording, int changes) throws Exception {
    var sink = new RecordingSink();
    try (ScriptedServer server = server(recording, Long.MAX_VALUE)) {
      try (CdcPipeline pipeline = start(recording, server, new InMemoryPositionStore(), sink)) {
        CutRuns.await(sink, changes);
      }
      CutRuns.await(() -> server.sent() > 0);
      return server.sent();
    }
  }
}
