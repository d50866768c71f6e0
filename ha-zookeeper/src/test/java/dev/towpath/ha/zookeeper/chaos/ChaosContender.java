package dev.towpath.ha.zookeeper.chaos;

import dev.towpath.coordination.Lease;
import dev.towpath.coordination.LeaseLostException;
import dev.towpath.event.BinlogPosition;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.position.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * An instance in a JVM of its own. It stands for destinations, publishes numbers into a file in
 * place of a sink, and saves its progress. It ends with its standard input.
 *
 * <p>Arguments: connect string, address, first and last number of the destinations, session timeout
 * and pause between numbers in milliseconds, the file, and the {@link Kind}.
 */
final class ChaosContender {
  static final String FILE = "mysql-bin.000001";

  private final ZooKeeperHa ha;
  private final Kind kind;
  private final long pauseNanos;
  private final FileChannel history;
  private final String connectString;
  private volatile boolean handingOver;

  private ChaosContender(String[] arguments) throws IOException {
    connectString = arguments[0];
    pauseNanos = Duration.ofMillis(Long.parseLong(arguments[5])).toNanos();
    history =
        FileChannel.open(
            Path.of(arguments[6]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    kind = Kind.valueOf(arguments[7]);
    ha =
        ZooKeeperHa.builder(connectString)
            .address(arguments[1])
            .sessionTimeout(Duration.ofMillis(Long.parseLong(arguments[4])))
            .commitInterval(Duration.ofMillis(100))
            .build();
  }

  /** The algorithm and mutants that lack parts of it, which the checker must detect. */
  enum Kind {
    /** The algorithm. */
    FENCED,
    /**
     * A mutant that publishes until it is told that the lease is gone, like a reaction to events.
     */
    NO_GATE,
    /**
     * A mutant without gate that also saves like canal: unconditionally, by a client that renews
     * its session.
     */
    NO_FENCE
  }

  /** Runs until the standard input ends. */
  public static void main(String[] arguments) throws IOException {
    var contender = new ChaosContender(arguments);
    int last = Integer.parseInt(arguments[3]);
    for (int number = Integer.parseInt(arguments[2]); number <= last; number++) {
      String destination = "d" + number;
      var thread = new Thread(() -> contender.run(destination), destination);
      thread.setDaemon(true);
      thread.start();
    }
    int command;
    while ((command = System.in.read()) >= 0) {
      if (command == 'h') {
        contender.handingOver = true;
      } else if (command == 'c') {
        contender.ha.close();
      }
    }
    // The parent is gone, perhaps killed: no one waits for a graceful end.
    Runtime.getRuntime().halt(0);
  }

  private void run(String destination) {
    try {
      while (true) {
        Lease lease = ha.coordinator().acquire(destination);
        log("A", destination, System.nanoTime(), lease.epoch(), 0);
        try {
          lead(destination, lease);
        } catch (LeaseLostException e) {
          log("L", destination, System.nanoTime(), lease.epoch(), 0);
        } catch (IOException e) {
          // For example a hand-over during the next fault. Giving up here would end the candidacy.
          log("F", destination, System.nanoTime(), lease.epoch(), 0);
          System.err.println(destination + " stands again after " + e);
        }
        lease.close();
      }
    } catch (InterruptedException | RuntimeException e) {
      System.err.println(destination + " ended: " + e);
      Runtime.getRuntime().halt(3);
    }
  }

  private void lead(String destination, Lease lease) throws IOException, InterruptedException {
    var revoked = new AtomicBoolean();
    lease.onRevoked(() -> revoked.set(true));
    Optional<Checkpoint> loaded = ha.positionStore().load(lease);
    long number = loaded.isPresent() ? loaded.get().position().offset() : 4;
    log("R", destination, System.nanoTime(), lease.epoch(), number);
    handingOver = false;
    var saving = new AtomicBoolean();
    var flusher = kind == Kind.NO_FENCE ? flusher(destination, lease.epoch()) : null;
    while (true) {
      long allowed = System.nanoTime();
      if (kind == Kind.FENCED) {
        allowed = awaitGate(lease);
      } else if (revoked.get()) {
        throw new LeaseLostException("told so");
      }
      number++;
      log("P", destination, allowed, lease.epoch(), number);
      if (handingOver && kind == Kind.FENCED) {
        ha.positionStore().saveAndRelease(checkpoint(number), lease);
        return;
      }
      if (flusher != null) {
        flusher.offer(checkpoint(number));
      } else if (!saving.getAndSet(true)) {
        save(destination, lease, number, saving);
      }
      LockSupport.parkNanos(pauseNanos);
    }
  }

  /** Waits for the gate and returns the time at which it was open. */
  private static long awaitGate(Lease lease) throws InterruptedException {
    while (true) {
      long now = System.nanoTime();
      if (lease.isValid()) {
        return now;
      }
      lease.await();
    }
  }

  private void save(String destination, Lease lease, long number, AtomicBoolean saving) {
    ha.positionStore()
        .save(checkpoint(number), lease)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                log("C", destination, System.nanoTime(), lease.epoch(), number);
              }
              saving.set(false);
            });
  }

  private ChaosFlusher flusher(String destination, long epoch) {
    return new ChaosFlusher(connectString, destination, epoch);
  }

  private static Checkpoint checkpoint(long number) {
    return Checkpoint.of(BinlogPosition.builder(FILE, number).build());
  }

  /** Writes one line by one write, so that it survives a kill. */
  private void log(String event, String destination, long allowed, long epoch, long number) {
    String line =
        "%s %s %d %d %d %d%n"
            .formatted(event, destination, allowed, System.nanoTime(), epoch, number);
    try {
      history.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      System.err.println("no history: " + e);
      Runtime.getRuntime().halt(2);
    }
  }
}
