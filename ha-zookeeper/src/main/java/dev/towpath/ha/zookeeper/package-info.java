/**
 * High availability on ZooKeeper, in canal's layout: {@link dev.towpath.ha.zookeeper.ZooKeeperHa}
 * elects one leader per destination, fences it, and keeps its position.
 */
@NullMarked
package dev.towpath.ha.zookeeper;

import org.jspecify.annotations.NullMarked;
