/**
 * High availability on ZooKeeper, in canal's layout: {@link dev.sluice.ha.zookeeper.ZooKeeperHa}
 * elects one leader per destination, fences it, and keeps its position.
 */
@NullMarked
package dev.sluice.ha.zookeeper;

import org.jspecify.annotations.NullMarked;
