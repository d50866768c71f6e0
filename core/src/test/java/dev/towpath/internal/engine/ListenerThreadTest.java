package dev.towpath.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.event.BinlogPosition;
import dev.towpath.pipeline.PipelineListener;
import dev.towpath.pipeline.PipelineState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ListenerThreadTest {
  private static final long LONG = TimeUnit.MINUTES.toNanos(5);

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ListenerThread thread = new ListenerThread("p", new Slow());

  /** A listener that waits in its first call. */
  private final class Slow implements PipelineListener {
    @Override
    public void onStateChange(PipelineState from, PipelineState to) {
      entered.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      heard.add(to.toString());
    }

    @Override
    public void onAcknowledged(BinlogPosition position, int events, Duration lag) {
      heard.add(events + " up to " + position.offset());
    }
  }

  @Test
  void acknowledgementsThatWaitAreMergedAndKeepTheirPlace() throws Exception {
    block();
    thread.acknowledged(position(100), 3, Duration.ZERO);
    thread.acknowledged(position(200), 4, Duration.ZERO);
    tell(PipelineState.PAUSED);
    thread.acknowledged(position(300), Integer.MAX_VALUE, Duration.ZERO);
    thread.acknowledged(position(400), 1, Duration.ZERO);

    goOn.countDown();

    assertTrue(thread.drain(LONG));
    assertEquals(
        List.of("RUNNING", "7 up to 200", "PAUSED", Integer.MAX_VALUE + " up to 400"), heard);
  }

  @Test
  void waitingCallsAreBoundedAndKeepTheirOrder() throws Exception {
    block();
    for (int i = 0; i < 20_000; i++) {
      tell(PipelineState.RETRYING);
    }

    goOn.countDown();

    assertTrue(thread.drain(LONG));
    assertEquals(1 + 10_000, heard.size());
  }

  @Test
  void drainingEndsAtItsLimit() throws Exception {
    block();

    assertFalse(thread.drain(1));
    goOn.countDown();
  }

  @Test
  void aListenerThatDrainsItsOwnThreadDoesNotWaitForItself() throws Exception {
    var drained = new CountDownLatch(1);
    ListenerThread[] own = new ListenerThread[1];
    own[0] =
        new ListenerThread(
            "p",
            new PipelineListener() {
              @Override
              public void onStateChange(PipelineState from, PipelineState to) {
                try {
                  own[0].drain(LONG);
                  drained.countDown();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            });

    own[0].tell(listener -> listener.onStateChange(PipelineState.NEW, PipelineState.STOPPED));

    drained.await();
  }

  private void block() throws InterruptedException {
    tell(PipelineState.RUNNING);
    entered.await();
  }

  private void tell(PipelineState state) {
    thread.tell(listener -> listener.onStateChange(PipelineState.NEW, state));
  }

  private static BinlogPosition position(long offset) {
    return BinlogPosition.builder("bin.000001", offset).build();
  }
}
