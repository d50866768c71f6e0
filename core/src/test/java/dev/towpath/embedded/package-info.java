/**
 * Real servers as child processes, for tests and examples: MySQL, ZooKeeper and RocketMQ on
 * loopback ports, without containers. Each server can be killed, paused and restarted on its own
 * data, and none outlives the JVM that started it. A module that starts them depends on {@code
 * towpath-core} of type {@code test-jar} and on {@code towpath-test-servers} of type {@code pom}.
 */
@NullMarked
package dev.towpath.embedded;

import org.jspecify.annotations.NullMarked;
