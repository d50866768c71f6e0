package dev.towpath.scripted;

import dev.towpath.CdcPipeline;
import dev.towpath.event.GtidSet;
import dev.towpath.failure.ErrorPolicy;
import dev.towpath.filter.TableFilter;
import dev.towpath.mysql.MySqlSource;
import dev.towpath.mysql.StartPosition;
import dev.towpath.mysql.TlsMode;
import dev.towpath.pipeline.FlushPolicy;
import dev.towpath.position.PositionStore;
import dev.towpath.sink.testkit.RecordingSink;
import dev.towpath.waiting.Wait;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A factory of pipelines that follow a {@link ScriptedServer}. */
final class CutRuns {

  private CutRuns() {}

  /** Returns a source with the account of recorded servers. */
  static MySqlSource.Builder source(int port) {
    return MySqlSource.builder("127.0.0.1", port)
        .credentials("cdc", () -> "secret")
        .serverId(7)
        .tls(TlsMode.DISABLED)
        .heartbeatInterval(Duration.ofMillis(500));
  }

  /** Returns the start at the first recorded transaction, in the form of positions used there. */
  static StartPosition start(Recording recording) {
    return "ON".equals(recording.variables().get("gtid_mode"))
        ? StartPosition.gtid(GtidSet.parse(recording.purged()))
        : StartPosition.at(recording.files().get(0).name(), RecordedFile.FIRST);
  }

  /** Returns a pipeline of all recorded changes. */
  static CdcPipeline.Builder pipeline(MySqlSource source, PositionStore store, RecordingSink sink) {
    return CdcPipeline.builder()
        .name("cut")
        .source(source)
        .tables(TableFilter.include("shop.*"))
        .positionStore(store)
        .saveInterval(Duration.ZERO)
        .flush(FlushPolicy.every(Duration.ofMillis(1)))
        .errorPolicy(failure -> new ErrorPolicy.Retry(Duration.ofMillis(1)))
        .sink(sink.factory());
  }

  /** Waits until the sink has at least {@code count} row changes and statements. */
  static List<String> await(RecordingSink sink, int count) throws InterruptedException {
    await(() -> sink.events().size() >= count && Changes.named(sink.events()).size() >= count);
    return Changes.named(sink.events());
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    Wait.until(condition::getAsBoolean);
  }
}
