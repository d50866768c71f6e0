/**
 * The quick start: two MySQL servers into RocketMQ under ZooKeeper, with a failover in mid-stream.
 * {@link dev.sluice.examples.quickstart.QuickStartNode} is the part an application would write;
 * everything else starts servers, writes to the databases and checks what arrives.
 */
@NullMarked
package dev.sluice.examples.quickstart;

import org.jspecify.annotations.NullMarked;
