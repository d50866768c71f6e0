package dev.towpath.sink.rocketmq.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyRemotingClient;
import org.junit.jupiter.api.Test;

class ClientThreadsTest {
  @Test
  void allNettyThreadsOfAClientEnd() throws Exception {
    var client = new NettyRemotingClient(new NettyClientConfig());
    client.start();
    List<ExecutorService> groups = groups(client);
    for (ExecutorService group : groups) {
      // A thread starts with its first task.
      group.submit(() -> {}).get();
    }
    ClientThreads threads = ClientThreads.of(client);

    client.shutdown();
    threads.end();

    assertEquals(2, groups.size());
    assertTrue(groups.stream().allMatch(ExecutorService::isTerminated), groups::toString);
  }

  private static List<ExecutorService> groups(NettyRemotingClient client)
      throws IllegalAccessException {
    List<ExecutorService> groups = new ArrayList<>();
    for (Field field : NettyRemotingClient.class.getDeclaredFields()) {
      field.setAccessible(true);
      if (field.get(client) instanceof ExecutorService group
          && group.getClass().getName().startsWith("io.netty.")) {
        groups.add(group);
      }
    }
    return groups;
  }
}
