package dev.towpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.micrometer.TowpathMetrics;
import dev.towpath.mysql.StartPosition;
import dev.towpath.sink.testkit.FlakySink;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TelemetryIT extends PipelineTestBase {

  @Test
  void metersFollowThePipeline() throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var registry = new SimpleMeterRegistry();
    var flaky = FlakySink.over(recording()).failing(FlakySink.Call.WRITE, 1);
    // Heartbeats set the lag to zero.
    CdcPipeline pipeline =
        startAndConnect(
            pipeline()
                .source(
                    source()
                        .startPosition(StartPosition.latest())
                        .heartbeatInterval(Duration.ofSeconds(5))
                        .build())
                .sink(flaky));
    new TowpathMetrics(pipeline, List.of(Tag.of("zone", "a"))).bindTo(registry);

    sql("INSERT INTO t VALUES (1)");
    await(() -> pipeline.status().acknowledgedEvents() == 3);

    assertEquals(1, registry.get("towpath.state").tag("state", "RUNNING").gauge().value());
    assertEquals(0, registry.get("towpath.state").tag("state", "PAUSED").gauge().value());
    assertEquals(1, registry.get("towpath.leader").tag("zone", "a").gauge().value());
    assertEquals(
        3,
        registry.get("towpath.acknowledged").tag("pipeline", database).functionCounter().count());
    assertEquals(1, registry.get("towpath.failures").functionCounter().count());
    assertTrue(registry.get("towpath.batches").functionCounter().count() >= 1);
    assertTrue(registry.get("towpath.saves").functionCounter().count() >= 1);
    assertTrue(registry.get("towpath.flush").functionTimer().count() >= 1);
    assertTrue(registry.get("towpath.flush").functionTimer().totalTime(TimeUnit.NANOSECONDS) > 0);
    await(() -> registry.get("towpath.queued").gauge().value() == 0);
    await(() -> registry.get("towpath.lag").timeGauge().value() == 0);
  }

  @Test
  void flightRecorderSeesWhatHappens(@TempDir Path directory) throws Exception {
    sql("CREATE TABLE t (id INT PRIMARY KEY)");
    var flaky = FlakySink.over(recording()).failing(FlakySink.Call.WRITE, 2);
    try (var recording = new Recording()) {
      recording.enable("dev.towpath.BatchWritten").withoutThreshold();
      recording.enable("dev.towpath.Flush").withoutThreshold();
      recording.enable("dev.towpath.PositionSaved").withoutThreshold();
      recording.start();
      CdcPipeline pipeline = startAndConnect(pipeline().sink(flaky));
      sql("INSERT INTO t VALUES (1)");
      await(() -> pipeline.status().acknowledgedEvents() == 3);
      sql("INSERT INTO t VALUES (2)");
      await(() -> pipeline.status().acknowledgedEvents() == 6);
      pipeline.close();
      recording.stop();
      recording.dump(directory.resolve("pipeline.jfr"));
    }

    Set<String> names = new TreeSet<>();
    long events = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(directory.resolve("pipeline.jfr"))) {
      if (event.hasField("pipeline") && database.equals(event.getString("pipeline"))) {
        names.add(event.getEventType().getName());
        if (event.getEventType().getName().equals("dev.towpath.Flush")) {
          events += event.getInt("events");
        }
      }
    }
    assertEquals(
        Set.of(
            "dev.towpath.BatchWritten",
            "dev.towpath.Failure",
            "dev.towpath.Flush",
            "dev.towpath.PositionSaved",
            "dev.towpath.StateChange"),
        names);
    assertEquals(6, events);
  }
}
