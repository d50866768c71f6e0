import com.alibaba.otter.canal.common.zookeeper.ZkClientx;
import com.alibaba.otter.canal.common.zookeeper.ZookeeperPathUtils;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningData;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningListener;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningMonitor;
import com.alibaba.otter.canal.common.zookeeper.running.ServerRunningMonitors;
import com.alibaba.otter.canal.instance.manager.CanalInstanceWithManager;
import com.alibaba.otter.canal.instance.manager.model.Canal;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.DataSourcing;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.HAMode;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.IndexMode;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.MetaMode;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.SourcingType;
import com.alibaba.otter.canal.instance.manager.model.CanalParameter.StorageMode;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.ClientIdentity;
import com.alibaba.otter.canal.protocol.Message;
import com.alibaba.otter.canal.server.embedded.CanalServerWithEmbedded;
import com.alibaba.otter.canal.sink.entry.EntryEventSink;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A canal server for one destination: canal's own election, parser, store and cursor, assembled as
 * canal's deployer does, which no registry offers. In place of a message queue it appends the
 * {@code id} of each row to a file. The JVM that runs it compiles it: canal's ZooKeeper client
 * differs from ours, and each version of canal has its own class path.
 *
 * <p>Arguments: ZooKeeper, own address, destination, MySQL's port, whether in GTID mode, the file,
 * the value of {@code canal.instance.filter.transaction.entry}. The last argument is the directory
 * of {@code meta.dat}, empty for a cursor in ZooKeeper. Ends gracefully with a line of input, and
 * at once with the end of its input.
 */
public final class CanalServerProgram {
  private static final ClientIdentity CLIENT = new ClientIdentity();

  private CanalServerProgram() {}

  public static void main(String[] arguments) throws Exception {
    String destination = arguments[2];
    Path output = Path.of(arguments[5]);
    CLIENT.setDestination(destination);
    CLIENT.setClientId((short) 1001);
    CLIENT.setFilter("");
    ZkClientx client = ZkClientx.getZkClient(arguments[0]);
    for (String path :
        List.of(
            ZookeeperPathUtils.DESTINATION_ROOT_NODE, ZookeeperPathUtils.CANAL_CLUSTER_ROOT_NODE)) {
      client.createPersistent(path, true);
    }
    client.createEphemeral(ZookeeperPathUtils.getCanalClusterNode(arguments[1]));
    CanalServerWithEmbedded server = CanalServerWithEmbedded.instance();
    server.setCanalInstanceGenerator(name -> instance(name, arguments));
    server.start();
    ServerRunningData data = new ServerRunningData(arguments[1]);
    ServerRunningMonitors.setServerData(data);
    ServerRunningMonitor monitor = new ServerRunningMonitor(data);
    ServerRunningMonitors.setRunningMonitors(Map.of(destination, monitor));
    monitor.setDestination(destination);
    monitor.setZkClient(client);
    monitor.setListener(
        new ServerRunningListener() {
          @Override
          public void processStart() {
            String parent = ZookeeperPathUtils.getDestinationPath(destination) + "/cluster";
            client.createPersistent(parent, true);
            client.createEphemeral(
                ZookeeperPathUtils.getDestinationClusterNode(destination, arguments[1]));
          }

          @Override
          public void processStop() {}

          @Override
          public void processActiveEnter() {
            server.start(destination);
            server.subscribe(CLIENT);
            Thread worker = new Thread(() -> work(server, destination, output), "worker");
            worker.setDaemon(true);
            worker.start();
          }

          @Override
          public void processActiveExit() {
            server.stop(destination);
          }
        });
    monitor.start();
    if (System.in.read() >= 0) {
      monitor.stop();
      server.stop();
      System.exit(0);
    }
    Runtime.getRuntime().halt(0);
  }

  private static CanalInstanceWithManager instance(String name, String[] arguments) {
    var parameter = new CanalParameter();
    parameter.setZkClusters(List.of(arguments[0]));
    parameter.setMetaMode(arguments[7].isEmpty() ? MetaMode.MIXED : MetaMode.LOCAL_FILE);
    parameter.setDataDir(arguments[7]);
    parameter.setHaMode(HAMode.HEARTBEAT);
    parameter.setIndexMode(IndexMode.MEMORY_META_FAILBACK);
    parameter.setStorageMode(StorageMode.MEMORY);
    parameter.setMemoryStorageBufferSize(1024);
    parameter.setSourcingType(SourcingType.MYSQL);
    parameter.setGroupDbAddresses(
        List.of(
            List.of(
                new DataSourcing(
                    SourcingType.MYSQL,
                    new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[3]))))));
    parameter.setDbUsername("canal");
    parameter.setDbPassword("canal");
    parameter.setDefaultDatabaseName("shop");
    parameter.setSlaveId(99_001L);
    parameter.setDetectingEnable(false);
    parameter.setTsdbEnable(false);
    parameter.setGtidEnable(Boolean.parseBoolean(arguments[4]));
    parameter.setParallel(false);
    var canal = new Canal();
    canal.setId(1L);
    canal.setName(name);
    canal.setCanalParameter(parameter);
    var instance = new CanalInstanceWithManager(canal, "shop\\..*");
    ((EntryEventSink) instance.getEventSink())
        .setFilterTransactionEntry(Boolean.parseBoolean(arguments[6]));
    return instance;
  }

  private static void work(CanalServerWithEmbedded server, String destination, Path output) {
    while (server.isStart(destination)) {
      try {
        Message message = server.getWithoutAck(CLIENT, 100, 200L, TimeUnit.MILLISECONDS);
        if (message.getId() < 0) {
          continue;
        }
        // The memory store hands out serialized entries.
        for (var raw : message.getRawEntries()) {
          write(CanalEntry.Entry.parseFrom(raw), output);
        }
        for (CanalEntry.Entry entry : message.getEntries()) {
          write(entry, output);
        }
        server.ack(CLIENT, message.getId());
      } catch (Exception e) {
        e.printStackTrace();
        return;
      }
    }
  }

  private static void write(CanalEntry.Entry entry, Path output) throws Exception {
    if (entry.getEntryType() != CanalEntry.EntryType.ROWDATA) {
      return;
    }
    CanalEntry.RowChange change = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
    var ids = new StringBuilder();
    for (CanalEntry.RowData row : change.getRowDatasList()) {
      for (CanalEntry.Column column : row.getAfterColumnsList()) {
        if (column.getName().equals("id")) {
          ids.append(column.getValue()).append('\n');
        }
      }
    }
    Files.writeString(
        output,
        ids,
        StandardCharsets.US_ASCII,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
