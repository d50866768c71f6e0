/**
 * The quick start: two MySQL servers to RocketMQ with ZooKeeper, and a failover in mid-stream.
 * {@link dev.towpath.examples.quickstart.QuickStartNode} is the part that an application would
 * write. All other classes start servers, write to the databases and check the received messages.
 */
@NullMarked
package dev.towpath.examples.quickstart;

import org.jspecify.annotations.NullMarked;
