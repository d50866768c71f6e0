package dev.towpath.scripted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.CdcPipeline;
import dev.towpath.LogLines;
import dev.towpath.event.EventKind;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.failure.Failure;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.position.InMemoryPositionStore;
import dev.towpath.scripted.Fault.Kind;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import dev.towpath.sink.testkit.RecordingSink;
import dev.towpath.waiting.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of connections that die silently, fail otherwise, or only seem dead. */
@SuppressWarnings("try") // Pipelines are only started and closed.
class DeadConnectionIT {
  private static final Duration HEARTBEAT = Duration.ofMillis(200);

  /** So long that a connection which is well is not taken for dead on a slow machine. */
  private static final Duration PATIENT = Duration.ofSeconds(2);

  private static Recording everyday;

  private final RecordingSink sink = new RecordingSink();

  @BeforeAll
  static void record(@TempDir Path directory) throws IOException {
    everyday = Recorder.record(directory, Recorder::everyday);
  }

  @Test
  void silenceIsNoticedWithinThreeHeartbeats() throws Exception {
    var greeted = new AtomicLong();
    var again = new AtomicLong();
    var recorded =
        server(
            everyday,
            number -> {
              if (number == 1) {
                greeted.set(System.nanoTime());
              } else if (greeted.get() != 0) {
                // Before that only the place of the start was read.
                again.compareAndSet(0, System.nanoTime());
              }
              return Fault.NONE;
            });
    List<Failure> failures = new CopyOnWriteArrayList<>();
    // After the login and a part of the events: the stall is somewhere in the dump.
    try (var server =
            new ScriptedServer(recorded, n -> n == 1 ? Fault.stallAfter(6_000) : Fault.NONE);
        CdcPipeline pipeline =
            CutRuns.pipeline(source(server, HEARTBEAT), new InMemoryPositionStore(), sink)
                .errorPolicy(
                    failure -> {
                      failures.add(failure);
                      return new ErrorPolicy.Retry(Duration.ofMillis(1));
                    })
                .build()) {
      pipeline.start();
      CutRuns.await(() -> again.get() != 0);

      long silent = again.get() - greeted.get();
      CutRuns.await(sink, CutPipelineIT.EVERYDAY_CHANGES);
      assertTrue(silent >= HEARTBEAT.multipliedBy(2).toNanos(), silent + " ns");
      String noticed = failures.get(0).describe();
      assertTrue(noticed.contains("for " + HEARTBEAT.multipliedBy(3) + " although"), noticed);
    }
  }

  @Test
  void aQuestionWithoutAnAnswerIsGivenUpLikeASilentDump() throws Exception {
    RecordedServer recorded = server(everyday, number -> Fault.NONE);
    // It is asked at each heartbeat, on a connection of its own.
    recorded.leaveUnanswered("SHOW GLOBAL STATUS LIKE 'Com_reset'");
    try (var log = LogLines.of("dev.towpath");
        var server = new ScriptedServer(recorded);
        CdcPipeline pipeline =
            CutRuns.pipeline(source(server, HEARTBEAT), new InMemoryPositionStore(), sink)
                .build()) {
      pipeline.start();
      CutRuns.await(() -> !log.with("whether its binlog was reset").isEmpty());

      String reported = log.with("whether its binlog was reset").get(0);
      assertTrue(reported.contains("for " + HEARTBEAT.multipliedBy(3) + ';'), reported);
    }
  }

  @Test
  void heartbeatsKeepAnIdleConnection() throws Exception {
    RecordedServer recorded = server(everyday, number -> Fault.NONE);
    try (var server = new ScriptedServer(recorded);
        CdcPipeline pipeline = start(server)) {
      CutRuns.await(sink, CutPipelineIT.EVERYDAY_CHANGES);
      long flushes = sink.flushes();

      // Every heartbeat reaches the sink, which wants all kinds of events.
      CutRuns.await(() -> sink.flushes() >= flushes + 5);

      assertEquals(1, recorded.followers());
    }
  }

  @Test
  void aSlowSinkIsNotTakenForADeadConnection() throws Exception {
    var started = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    RecordedServer recorded = server(everyday, number -> Fault.NONE);
    try (var server = new ScriptedServer(recorded)) {
      MySqlSource source = source(server, PATIENT);
      try (CdcPipeline pipeline =
          CutRuns.pipeline(source, new InMemoryPositionStore(), sink)
              .sink(context -> new Slow(sink.factory().create(context), started, goOn))
              .build()) {
        pipeline.start();
        started.await();
        CutRuns.await(() -> pipeline.status().queuedBytes() > 0);
        long resumed = System.nanoTime() + PATIENT.multipliedBy(4).toNanos();
        CutRuns.await(() -> System.nanoTime() - resumed > 0);
        goOn.countDown();

        CutRuns.await(sink, CutPipelineIT.EVERYDAY_CHANGES);

        assertEquals(1, recorded.followers());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"TRICKLE", "WRONG_SEQUENCE", "LONG_LENGTH", "SHORT_LENGTH", "ERROR", "END"})
  void brokenDumpIsReadAgain(Kind kind) throws Exception {
    List<String> expected;
    try (var server = new ScriptedServer(server(everyday, number -> Fault.NONE));
        CdcPipeline pipeline = start(server)) {
      expected = CutRuns.await(sink, CutPipelineIT.EVERYDAY_CHANGES);
    }

    var disturbed = new RecordingSink();
    IntFunction<Fault> faults = n -> n == 1 ? new Fault(kind, 20) : Fault.NONE;
    RecordedServer recorded = server(everyday, faults);
    try (var server = new ScriptedServer(recorded, faults);
        CdcPipeline pipeline =
            CutRuns.pipeline(source(server, PATIENT), new InMemoryPositionStore(), disturbed)
                .build()) {
      pipeline.start();

      assertEquals(expected, CutRuns.await(disturbed, expected.size()));
      assertEquals(kind == Kind.TRICKLE ? 1 : 2, recorded.followers());
    }
  }

  private CdcPipeline start(ScriptedServer server) {
    CdcPipeline pipeline =
        CutRuns.pipeline(source(server, PATIENT), new InMemoryPositionStore(), sink).build();
    pipeline.start();
    return pipeline;
  }

  private static MySqlSource source(ScriptedServer server, Duration heartbeat) {
    return CutRuns.source(server.port())
        .heartbeatInterval(heartbeat)
        .startPosition(CutRuns.start(everyday))
        .build();
  }

  private static RecordedServer server(Recording recording, IntFunction<Fault> faults) {
    return new RecordedServer(recording, Login.standard(), faults);
  }

  /** A sink that is slow with the first batch. */
  @SuppressWarnings("try") // The pipeline may interrupt close(), as it may with every sink.
  private record Slow(Sink target, CountDownLatch started, CountDownLatch goOn) implements Sink {
    @Override
    public void write(EventBatch batch) throws Exception {
      started.countDown();
      assertTrue(goOn.await(Wait.LIMIT_SECONDS, TimeUnit.SECONDS));
      target.write(batch);
    }

    @Override
    public void flush() throws Exception {
      target.flush();
    }

    @Override
    public Set<EventKind> interests() {
      return target.interests();
    }

    @Override
    public void close() throws Exception {
      target.close();
    }
  }
}
