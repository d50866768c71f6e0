/**
 * Real servers as child processes, for tests: MySQL, MariaDB, ZooKeeper and RocketMQ on loopback
 * ports, without containers. Each server can be killed, paused and restarted on its own data, and
 * none outlives the JVM that started it.
 *
 * <p>Unpacked servers are kept in {@code ~/.cache/towpath}; the system property {@code
 * towpath.cache} names another directory. Archives are read from the class path, and from the
 * directory that {@code towpath.servers} names, by default {@code target/servers}.
 */
@NullMarked
package dev.towpath.embedded;

import org.jspecify.annotations.NullMarked;
