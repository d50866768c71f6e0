package dev.towpath.ha.zookeeper.internal.election;

import static dev.towpath.ha.zookeeper.instances.Instances.elected;
import static dev.towpath.ha.zookeeper.instances.Instances.stand;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.coordination.Lease;
import dev.towpath.ha.zookeeper.ZooKeeperHa;
import dev.towpath.ha.zookeeper.internal.position.PositionStoreTestBase;
import org.junit.jupiter.api.Test;

/**
 * Tests in an application server's thread that sees neither the application's classes nor the
 * JDK's.
 */
final class IsolatedClassLoaderTest extends PositionStoreTestBase {

  @Test
  void itIsElectedUnderAContextClassLoaderThatSeesNothing() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new ClassLoader(null) {});
    try {
      ZooKeeperHa ha = instances.open(server.address());

      Lease lease = elected(stand(ha, destination));

      assertTrue(lease.isValid());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
