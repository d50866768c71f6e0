package dev.towpath.ha.zookeeper.internal.schema;

import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.internal.election.ZooKeeperLease;
import dev.towpath.ha.zookeeper.internal.session.Context;
import dev.towpath.schema.SchemaStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A store of histories of table definitions, fenced by the lease. Thread-safe. */
public final class ZooKeeperSchemaStore implements SchemaStore {
  private final Context context;
  private final Map<String, SchemaNodes> terms = new ConcurrentHashMap<>();

  public ZooKeeperSchemaStore(Context context) {
    this.context = context;
  }

  @Override
  public List<byte[]> load(Lease lease) throws IOException, InterruptedException {
    var nodes = new SchemaNodes(own(lease), context);
    List<byte[]> entries = nodes.load();
    terms.put(lease.pipeline(), nodes);
    return entries;
  }

  @Override
  public void append(byte[] entry, Lease lease) throws IOException, InterruptedException {
    nodes(lease).append(entry);
  }

  @Override
  public void replace(List<byte[]> entries, Lease lease) throws IOException, InterruptedException {
    nodes(lease).replace(entries);
  }

  private SchemaNodes nodes(Lease lease) throws IOException, InterruptedException {
    ZooKeeperLease own = own(lease);
    SchemaNodes nodes = terms.get(lease.pipeline());
    if (nodes == null || nodes.lease() != own) {
      nodes = new SchemaNodes(own, context);
      nodes.load();
      terms.put(lease.pipeline(), nodes);
    }
    return nodes;
  }

  private ZooKeeperLease own(Lease lease) {
    if (lease instanceof ZooKeeperLease own && own.isOf(context)) {
      return own;
    }
    throw new IllegalArgumentException(
        "the lease of %s is a %s of another coordinator; give the pipeline the coordinator and the"
                .formatted(lease.pipeline(), lease.getClass().getSimpleName())
            + " schema store of the same ZooKeeperHa");
  }
}
