package dev.towpath.verification.chaos;

import dev.towpath.event.BinlogPosition;
import dev.towpath.event.EventKind;
import dev.towpath.sink.Acknowledgement;
import dev.towpath.sink.EventBatch;
import dev.towpath.sink.Sink;
import java.util.Optional;
import java.util.Set;

/**
 * A sink that delegates to another one, and throws before or after it on command of {@link
 * FaultyCode}. Used by one thread at a time.
 */
@SuppressWarnings("try") // close() may be interrupted, like the delegate's
final class FaultySink implements Sink {
  private final FaultyCode code;
  private final Sink real;

  FaultySink(FaultyCode code, Sink real) {
    this.code = code;
    this.real = real;
  }

  @Override
  public void write(EventBatch batch) throws Exception {
    code.inSink("before a write");
    real.write(batch);
    code.inSink("after a write");
  }

  @Override
  public void flush() throws Exception {
    code.inSink("before a flush");
    real.flush();
    code.inSink("after a flush");
  }

  @Override
  public Optional<Acknowledgement> acknowledged() throws Exception {
    code.inSink("when asked what is acknowledged");
    return code.answer(real.acknowledged());
  }

  @Override
  public Set<EventKind> interests() {
    code.inSink("when asked for interests");
    return code.answer(real.interests());
  }

  @Override
  public Optional<BinlogPosition> resumePosition() throws Exception {
    code.inSink("when asked for a position");
    return code.answer(real.resumePosition());
  }

  @Override
  public Optional<byte[]> state() {
    code.inSink("when asked for a checkpoint");
    return code.answer(real.state());
  }

  @Override
  public void close() throws Exception {
    real.close();
    code.inSink("after it was closed");
  }
}
