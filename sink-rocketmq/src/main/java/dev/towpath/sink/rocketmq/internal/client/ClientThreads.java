package dev.towpath.sink.rocketmq.internal.client;

import dev.towpath.sink.rocketmq.internal.log.SinkLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.remoting.RemotingClient;

/**
 * The Netty threads of one producer. RocketMQ tells them to end and does not wait; Netty then keeps
 * them for two more seconds, in which they load classes. When an application is redeployed, its
 * class loader is gone by then, and they log errors.
 */
final class ClientThreads {
  private static final Logger LOGGER = SinkLog.LOGGER;

  /** The fields in which RocketMQ keeps the threads; there is no other access to them. */
  private static final List<String> FIELDS =
      List.of("eventLoopGroupWorker", "defaultEventExecutorGroup");

  private static final long PATIENCE_MILLIS = 30_000;

  private final List<ExecutorService> groups;

  private ClientThreads(List<ExecutorService> groups) {
    this.groups = List.copyOf(groups);
  }

  static ClientThreads of(RemotingClient client) {
    List<ExecutorService> groups = new ArrayList<>();
    for (String name : FIELDS) {
      try {
        Field field = client.getClass().getDeclaredField(name);
        field.setAccessible(true);
        if (field.get(client) instanceof ExecutorService group) {
          groups.add(group);
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOGGER.log(
            Level.DEBUG,
            () ->
                "RocketMQ's client has no %s to wait for (%s); its threads outlive a sink by two seconds"
                    .formatted(name, e));
      }
    }
    return new ClientThreads(groups);
  }

  /**
   * Ends the threads without Netty's delay and waits for them. The client must be shut down
   * already.
   */
  void end() {
    groups.forEach(ExecutorService::shutdown);
    try {
      for (ExecutorService group : groups) {
        if (!group.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
          LOGGER.log(Level.WARNING, () -> "threads of RocketMQ's client do not end: " + group);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
