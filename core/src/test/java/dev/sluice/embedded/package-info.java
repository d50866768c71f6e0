/**
 * Real servers as child processes, for tests and examples: MySQL, ZooKeeper and RocketMQ on
 * loopback ports, without containers. Each server can be killed, paused and restarted on its own
 * data, and none outlives the JVM that started it.
 */
@NullMarked
package dev.sluice.embedded;

import org.jspecify.annotations.NullMarked;
