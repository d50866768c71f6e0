import com.alibaba.otter.canal.client.impl.ClusterNodeAccessStrategy;
import com.alibaba.otter.canal.client.impl.ServerNotFoundException;
import com.alibaba.otter.canal.common.zookeeper.ZkClientx;

/**
 * A program with the part of canal's TCP client that asks ZooKeeper for a destination's server. It
 * prints the address to connect to, or why there is none. Arguments: ZooKeeper, destination.
 */
public final class CanalClientProgram {
  private CanalClientProgram() {}

  public static void main(String[] arguments) {
    ZkClientx client = ZkClientx.getZkClient(arguments[0]);
    String answer;
    try {
      answer = new ClusterNodeAccessStrategy(arguments[1], client).nextNode().toString();
    } catch (ServerNotFoundException e) {
      answer = e.getMessage();
    }
    System.out.println("answer: " + answer);
    Runtime.getRuntime().halt(0);
  }
}
