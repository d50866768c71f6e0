package dev.towpath.ha.zookeeper.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.ha.zookeeper.ZooKeeperHa;
import org.junit.jupiter.api.Test;

/** Tests that the name of the log, which operators configure, is the one in README. */
final class LogTest {

  @Test
  void logIsNamedAfterThePackageOfTheClient() {
    assertEquals("dev.towpath.ha.zookeeper", Log.LOGGER.getName());
    assertEquals(ZooKeeperHa.class.getPackageName(), Log.LOGGER.getName());
  }
}
